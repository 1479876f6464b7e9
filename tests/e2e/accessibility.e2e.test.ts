/** axe on every page and state, German and English, light and dark: no violation. X14: 320 px keeps mute and leave. */
import {
  accessibilityViolations,
  createGuest,
  JoinScreen,
  firstAdministratorLink,
  LobbyScreen,
  MeetingScreen,
  openTransports,
  produce,
  WireParticipant,
  type ContextOptions,
  type PersonInBrowser,
} from '@saal/testkit';
import { CreatedInvitation, type Language } from '@saal/protocol';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enter, openDoors, startCast, type Cast } from './cast.ts';

let cast: Cast;
let setupLink: string;

beforeAll(async () => {
  cast = await startCast();
  setupLink = await firstAdministratorLink(cast.saal);
});
afterAll(() => cast?.end());

type Look = { colorScheme: 'light' | 'dark'; colours?: 'only' | 'not' };
/** Colours are the same in each language, and the rest is the same in both colour schemes. */
const looks: Readonly<Record<Language, readonly Look[]>> = {
  de: [{ colorScheme: 'light' }, { colorScheme: 'dark', colours: 'only' }],
  en: [{ colorScheme: 'light', colours: 'not' }],
};

/** Gathers what axe finds in each state, so that one run tells everything. */
class Findings {
  private readonly looks: readonly Look[];
  private readonly found: string[] = [];
  private states = 0;

  constructor(language: Language) {
    this.looks = looks[language];
  }

  async look(state: string, page: Page): Promise<void> {
    for (const { colorScheme, ...options } of this.looks) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      this.states++;
      for (const { rule, help, places } of await accessibilityViolations(page, options))
        this.found.push(`${state} (${colorScheme}): ${rule}: ${help}\n    ${places.join('\n    ')}`);
    }
    const title = await page.title();
    if (title.trim() === '') this.found.push(`${state}: the page has no title`);
  }

  expectNone(): void {
    expect(this.states).toBeGreaterThan(0);
    expect(this.found.join('\n')).toBe('');
  }
}

const calm = (language: Language, more: ContextOptions = {}): ContextOptions => ({ language, reducedMotion: true, ...more });

async function settled(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  await page.locator('h1').first().waitFor();
}

describe.each<Language>(['de', 'en'])('in %s axe finds nothing', (language) => {
  beforeAll(async () => {
    await cast.anna.http.request('PATCH', '/api/me', { body: { language } });
  });

  test('on the pages of somebody signed in', { timeout: 180_000 }, async () => {
    const findings = new Findings(language);
    const anna = await cast.openAnna(calm(language));
    await cast.meeting('Haushaltsausschuss');
    await cast.anna.http.request('POST', '/api/meetings', {
      body: { kind: 'planned', title: 'Stadtrat', startsAtMs: Date.now() + 3_600_000, durationMin: 60, timeZone: 'Europe/Berlin' },
    });
    for (const path of ['/', '/plan', '/join', '/account', '/people', '/does-not-exist', '/m/AAAAAAAAAAAAAAAAAAAAAA', '/m/broken']) {
      await settled(anna.page, path);
      expect(await anna.page.locator('html').getAttribute('lang')).toBe(language);
      await findings.look(path, anna.page);
    }
    findings.expectNone();
    await anna.close();
  });

  test('on the pages of somebody not signed in', { timeout: 180_000 }, async () => {
    const findings = new Findings(language);
    const guest = await cast.openGuest('Bob Maier', calm(language));
    const invitation = await cast.anna.http.expect(CreatedInvitation, 'POST', '/api/invitations', {
      email: `neu-${language}@stadt.example`,
      role: 'person',
    });
    for (const path of [
      '/',
      '/join',
      '/sign-in',
      setupLink,
      invitation.url,
      '/invitation#used-or-wrong-token',
      '/reset#used-or-wrong-token',
      '/account',
    ]) {
      await settled(guest.page, path);
      await findings.look(path.replace(/#.*/, '#…'), guest.page);
    }
    findings.expectNone();
    await guest.close();
  });

  test('on the join page with and without devices, in the lobby, and on the pages of refusal', { timeout: 240_000 }, async () => {
    const findings = new Findings(language);
    const meeting = await cast.meeting('Haushaltsausschuss');
    const host = await WireParticipant.connect(cast.anna.http);
    await host.join(meeting.id);

    const bob = await cast.openGuest('Bob Maier', calm(language));
    const join = new JoinScreen(bob.page, language);
    await join.open(meeting.id);
    await findings.look('join, empty', bob.page);
    await join.press();
    await findings.look('join, name missing', bob.page);
    await join.prepare({ name: bob.name, microphone: true, camera: true });
    await findings.look('join, devices on', bob.page);
    await join.enter({});
    await new LobbyScreen(bob.page, language).here();
    await findings.look('lobby', bob.page);
    await host.request('meeting.refuse', { participantId: host.snapshot?.waiting[0]?.id ?? host.participantId });
    await new MeetingScreen(bob.page, language).untilGone('refused');
    await findings.look('refused', bob.page);
    await bob.close();

    for (const deviceError of ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'AbortError'] as const) {
      const carol = await cast.openGuest('Carol Schmid', calm(language, { deviceError }));
      const page = new JoinScreen(carol.page, language);
      await page.open(meeting.id);
      await page.prepare({ name: carol.name });
      await page.askFor('camera');
      await carol.page.waitForTimeout(300); // what the refusal brings is drawn
      await findings.look(`join, ${deviceError}`, carol.page);
      await carol.close();
    }

    await host.request('meeting.set-locked', { locked: true });
    const dave = await cast.openGuest('Dave', calm(language));
    const late = new JoinScreen(dave.page, language);
    await late.open(meeting.id);
    await late.tryToEnter({ name: dave.name });
    await late.untilRefused('meeting_locked');
    await findings.look('locked', dave.page);
    await dave.close();
    await host.request('meeting.end', {});

    const withPasscode = await cast.meeting('Mit Kenncode', { passcodeByLink: true });
    const erin = await cast.openGuest('Erin', calm(language));
    const asks = new JoinScreen(erin.page, language);
    await asks.open(withPasscode.id);
    await asks.prepare({ name: erin.name, passcode: '000000' });
    await asks.press();
    await erin.page.waitForTimeout(500);
    await findings.look('join, passcode wrong', erin.page);
    await erin.close();
    findings.expectNone();
  });

  test('in a meeting: alone, with three, with a share, with each panel, menu and dialog, and after it', { timeout: 300_000 }, async () => {
    const findings = new Findings(language);
    const meeting = await cast.meeting('Haushaltsausschuss', openDoors);
    const anna = await cast.openAnna(calm(language));
    const annas = await enter(anna, meeting, { guest: false, microphone: true, camera: true, language });
    await findings.look('meeting, alone', anna.page);
    const bob = await cast.openGuest('Bob Maier', calm(language));
    const bobs = await enter(bob, meeting, { camera: true, language });
    const carol = await WireParticipant.connect(await createGuest(cast.saal.baseUrl));
    await carol.join(meeting.id, { name: 'Carol Schmid' });
    const { send } = await openTransports(carol);
    await produce(carol, send, 'microphone');
    await carol.request('meeting.set-hand', { raised: true });
    await annas.untilNames(['Anna Huber', 'Bob Maier', 'Carol Schmid']);
    await findings.look('meeting, three', anna.page);
    await annas.openPeople();
    await findings.look('people', anna.page);
    const look = async (state: string, opener: () => Promise<void>) => {
      await opener();
      await findings.look(state, anna.page);
      await anna.page.keyboard.press('Escape');
    };
    await look('menu of a person', () => annas.openPersonMenu('Bob Maier'));
    await look('more', () => annas.openMenu('bar.more'));
    await look('reactions', () => annas.openMenu('bar.reactionName'));
    await look('devices', () => annas.openMenu('bar.microphoneMenu'));
    await look('leave menu', () => annas.openMenu('bar.leaveMenu'));
    await look('view', () => annas.openView());
    await look('mute all', () => annas.askMuteAll());
    await look('remove', () => annas.askRemove('Bob Maier'));
    await annas.openSettings();
    await findings.look('settings', anna.page);
    await annas.openDiagnostics();
    await findings.look('diagnostics', anna.page);
    await annas.closePanel();
    await bobs.startShare({ withSound: false });
    await annas.untilShareShown();
    await findings.look('share', anna.page);
    await findings.look('own share', bob.page);
    await annas.changeLobby('nobody');
    await findings.look('settings and share', anna.page);
    const dave = await WireParticipant.connect(await createGuest(cast.saal.baseUrl));
    await dave.join(meeting.id, { name: 'Dave Late' });
    await annas.untilWaiting(['Dave Late']);
    await findings.look('somebody waits', anna.page);
    const host = await WireParticipant.connect(cast.anna.http);
    await host.join(meeting.id);
    await host.request('meeting.ask-unmute', { participantId: (await annas.participantId('Bob Maier')) ?? '' });
    await bob.page.waitForTimeout(500);
    await findings.look('asked to unmute', bob.page);
    await bobs.leave();
    await bobs.untilGone('left');
    await findings.look('left', bob.page);
    await bobs.comeBack();
    await host.request('meeting.remove', { participantId: (await annas.participantId('Bob Maier')) ?? '', keepOut: true });
    await bobs.untilGone('removed');
    await findings.look('removed', bob.page);
    await host.request('meeting.end', {});
    await annas.untilGone('ended');
    await findings.look('ended', anna.page);
    findings.expectNone();
    await Promise.all([anna.close(), bob.close(), carol.close(), dave.close()]);
  });
});

describe('at 320 pixels', () => {
  async function narrow(cast_: Cast): Promise<{ anna: PersonInBrowser; annas: MeetingScreen }> {
    await cast_.anna.http.request('PATCH', '/api/me', { body: { language: 'de' } });
    const meeting = await cast_.meeting('Haushaltsausschuss', openDoors);
    const anna = await cast_.openAnna({ viewport: { width: 320, height: 640 }, touch: true });
    return { anna, annas: await enter(anna, meeting, { guest: false, microphone: true, camera: true }) };
  }

  test('a meeting keeps mute and leave on the screen, large enough, and nothing scrolls sideways', { timeout: 120_000 }, async () => {
    const { anna, annas } = await narrow(cast);
    for (const button of [annas.microphoneButton, annas.leaveButton]) {
      const box = await button.boundingBox();
      expect(box).not.toBeNull();
      if (!box) continue;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(320);
      expect(box.y + box.height).toBeLessThanOrEqual(640);
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
    }
    expect(await anna.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await anna.close();
  });

  test('the tabs of an administrator keep their words, beside each other', async () => {
    const anna = await cast.openAnna({ viewport: { width: 320, height: 640 } });
    await settled(anna.page, '/');
    const tabs = anna.page.getByRole('navigation', { name: 'Bereiche' }).locator('a, button');
    await anna.page.getByRole('button', { name: 'Mehr', exact: true }).waitFor();
    const seen = await tabs.evaluateAll((all) =>
      all.map((tab) => ({
        word: tab.textContent,
        fits: tab.scrollWidth <= tab.clientWidth,
        large: tab.clientWidth >= 44 && tab.clientHeight >= 44 && parseFloat(getComputedStyle(tab).fontSize) >= 12,
      })),
    );
    expect(seen).toEqual(['Heute', 'Chat', 'Teams', 'Telefonbuch', 'Mehr'].map((word) => ({ word, fits: true, large: true })));
    await anna.close();
  });

  test.each(['/', '/plan', '/account', '/people'])('%s does not scroll sideways', async (path) => {
    const anna = await cast.openAnna({ viewport: { width: 320, height: 640 } });
    await settled(anna.page, path);
    expect(await anna.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await anna.close();
  });
});
