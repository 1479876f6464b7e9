/** From the plan to the co-host without an account: one link, one person, name and role inside, and out again; keys and axe on the way. */
import { CampaignDone, CampaignView, ApplicantsSet, InviteeList, MeetingList } from '@saal/protocol';
import {
  accessibilityViolations,
  JoinScreen,
  KeyboardHand,
  LobbyScreen,
  MeetingChatScreen,
  MeetingScreen,
  text,
  until,
} from '@saal/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

const word = (key: string, values?: Record<string, string>): string => text('de', key, values);
const english = (key: string, values?: Record<string, string>): string => text('en', key, values);
const phone = { width: 390, height: 844 };

/** What leads in: up to half an hour before the planned time it is said to be for trying out the devices. */
const goIn = (page: Page, language: 'de' | 'en') =>
  page
    .getByRole('button', { name: text(language, 'personal:enter'), exact: true })
    .or(page.getByRole('button', { name: text(language, 'personal:testDevices'), exact: true }));

/** Nothing is wider than the screen. */
async function fits(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}

test(
  'an external co-host is planned by keys, comes in past the lobby in one browser at a time, and is put out',
  { timeout: 240_000 },
  async () => {
    const anna = await cast.openAnna({ language: 'de', reducedMotion: true });
    const { page } = anna;
    const keys = new KeyboardHand(page);
    await page.goto('/plan');
    await keys.tabTo(word('home:planning.name'));
    await page.keyboard.type('Bauvoranfrage');
    await keys.tabTo(new RegExp(`^${word('invitees:find')}`));
    await page.keyboard.type('Dora Klein <dora@example.net>');
    await page.keyboard.press('Enter');
    const list = page.getByRole('list', { name: word('invitees:list') });
    await list.getByText('Dora Klein', { exact: true }).waitFor();
    await keys.tabTo(new RegExp(`${word('invitees:roleOf', { name: 'Dora Klein' })}$`));
    await page.keyboard.press('ArrowDown');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await list.getByRole('button', { name: new RegExp(word('invitees:roles.co-host')) }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await keys.pressOn(word('home:planning.submit'));

    const card = page.getByRole('region', { name: word('invitees:title') });
    await card.getByText('Dora Klein', { exact: true }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    // Parts of a date show their focus by colour.
    expect(keys.unseenFocus.filter((stop) => !/: (Tag|Monat|Jahr), /.test(stop))).toEqual([]);
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const { invitees } = await cast.anna.http.expect(InviteeList, 'GET', `/api/meetings/${id}/invitees`);
    const link = invitees[0]?.link ?? '';

    const dora = await cast.openGuest('Dora', { language: 'en', viewport: phone, reducedMotion: true });
    await dora.page.goto(link);
    await dora.page.getByRole('heading', { level: 1, name: 'Bauvoranfrage' }).waitFor();
    expect(dora.page.url()).not.toContain('#');
    await dora.page.reload();
    await dora.page.getByRole('button', { name: english('personal:answer.accepted') }).click();
    await dora.page.getByText(english('personal:answered.accepted')).waitFor();
    expect([await accessibilityViolations(dora.page), await fits(dora.page)]).toEqual([[], true]);
    const saved = dora.page.waitForEvent('download');
    await dora.page.getByRole('button', { name: english('personal:toCalendar') }).click();
    expect((await saved).suggestedFilename()).toBe('Bauvoranfrage.ics');

    const enter = async (guest: Page, language: 'de' | 'en'): Promise<void> => {
      await goIn(guest, language).click();
      const join = new JoinScreen(guest, language);
      await guest.getByText(text(language, 'join:as', { name: 'Dora Klein' })).waitFor();
      await join.press();
    };
    await enter(dora.page, 'en');
    await new LobbyScreen(dora.page, 'en').here(); // guests begin nothing

    const host = await anna.context.newPage();
    const join = new JoinScreen(host);
    await join.open(id);
    await join.enter({});
    const annasScreen = new MeetingScreen(host);
    await annasScreen.here();
    const dorasScreen = new MeetingScreen(dora.page, 'en');
    await dorasScreen.here();
    await dorasScreen.untilMayManage(true);
    await annasScreen.tile('Dora Klein').waitFor();
    await annasScreen.openPeople();
    await annasScreen.peoplePanel
      .getByText(new RegExp(word('meeting:guest')))
      .first()
      .waitFor();

    const other = await cast.openGuest('Dora elsewhere', { language: 'de', reducedMotion: true });
    await other.page.goto(link);
    await goIn(other.page, 'de').click();
    await other.page.getByText(word('personal:inUse.title')).waitFor();
    expect(await accessibilityViolations(other.page)).toEqual([]);
    await other.page.getByRole('button', { name: word('personal:inUse.here') }).click();
    await other.page.getByText(word('join:as', { name: 'Dora Klein' })).waitFor();
    await new JoinScreen(other.page).press();
    await new MeetingScreen(other.page).here();
    await dorasScreen.untilGone('replaced');
    await new MeetingChatScreen(other.page).write('Guten Tag aus dem Bauamt');
    await new MeetingChatScreen(host).openChat();
    await new MeetingChatScreen(host).untilRead('Guten Tag aus dem Bauamt');

    await page.reload();
    await card.getByText(word('invitees:answers.accepted'), { exact: true }).waitFor();
    await card.getByText(word('invitees:takenOver_one')).waitFor();
    await card.getByRole('button', { name: word('invitees:actionsOf', { name: 'Dora Klein' }) }).click();
    await page.getByRole('menuitem', { name: word('invitees:withdraw') }).click();
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: word('invitees:withdraw') })
      .click();
    await new MeetingScreen(other.page).untilGone('removed');
    await dora.page.goto(link);
    await dora.page.getByText(english('error:personal_link_invalid')).waitFor();
    expect([...anna.foreignRequests, ...dora.foreignRequests, ...other.foreignRequests]).toEqual([]);
  },
);

test('a colleague who is invited as co-host finds the meeting at home, begins it, and leads it', { timeout: 120_000 }, async () => {
  const bob = await cast.openColleague('Bob Maier', { language: 'de', reducedMotion: true });
  const meeting = await cast.meeting('Abstimmung', { mayBegin: 'owner' });
  await cast.anna.http.expect(InviteeList, 'POST', `/api/meetings/${meeting.id}/invitees`, {
    invitees: [{ email: 'bob.maier@stadt.example', role: 'co-host' }],
  });
  await bob.page.goto('/');
  await bob.page
    .getByText(word('home:invitedBy', { name: cast.anna.me.displayName }))
    .first()
    .waitFor();
  const join = new JoinScreen(bob.page);
  await join.open(meeting.id);
  await join.enter({});
  const screen = new MeetingScreen(bob.page);
  await screen.here();
  await screen.untilMayManage(true);
  const { meetings } = await cast.anna.http.expect(MeetingList, 'GET', '/api/meetings?when=today&timeZone=Europe/Berlin');
  expect(meetings.find(({ id }) => id === meeting.id)?.running).toBe(true);
});

test('an applicant chooses another free time by the personal link, on a telephone', { timeout: 120_000 }, async () => {
  const { http, me } = cast.anna;
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(Date.now() + 3 * 86_400_000);
  const { id } = await http.expect(CampaignView, 'POST', '/api/campaigns', {
    ...{ title: 'Sachbearbeitung Bauamt', timeZone: 'Europe/Berlin', lengthMin: 30, bufferMin: 0, mayChoose: true },
    ...{ days: [{ date: day, from: '09:00', to: '11:00', breaks: [] }], panels: [{ name: 'A', people: [me.email] }] },
  });
  await http.expect(ApplicantsSet, 'PUT', `/api/campaigns/${id}/applicants`, {
    applicants: [{ name: 'Emil Vogt', email: 'emil@example.net' }],
  });
  await http.expect(CampaignDone, 'POST', `/api/campaigns/${id}/send`, {});
  const link = await until('the interview to have its link', async () => {
    const { text: table } = await http.request('GET', `/api/campaigns/${id}/interviews.csv`);
    return /https?:\/\/\S+\/i\/#[\w-]{43}/.exec(table)?.[0];
  });
  const { page } = await cast.openGuest('Emil', { language: 'de', viewport: phone, reducedMotion: true });
  await page.goto(link);
  await page.getByText(/09:00 bis 09:30 Uhr/).waitFor();
  await page.getByRole('button', { name: word('personal:another.look') }).click();
  await page.getByRole('radio', { name: /10:30 bis 11:00 Uhr/ }).waitFor();
  expect([await accessibilityViolations(page), await fits(page)]).toEqual([[], true]);
  await page.getByText(/10:30 bis 11:00 Uhr/).click();
  await page.getByRole('button', { name: word('personal:another.take') }).click();
  await page.getByText(word('personal:another.moved')).waitFor();
  await page.getByText(word('personal:answered.accepted')).waitFor();
  const { interviews } = await http.expect(CampaignView, 'GET', `/api/campaigns/${id}`);
  const clock = new Intl.DateTimeFormat('de', { timeZone: 'Europe/Berlin', timeStyle: 'short' });
  expect(interviews.map(({ startsAtMs, state }) => [clock.format(startsAtMs ?? 0), state])).toEqual([['10:30', 'accepted']]);
});
