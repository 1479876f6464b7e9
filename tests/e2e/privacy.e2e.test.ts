/** P01 nothing foreign, P03 what is muted is not sent, A10 no secret in an address or a log, C08 hostile names on the screen. */
import { firstAdministratorLink, mediaReport, pause, testPassword, until, untilMediaFlows } from '@saal/testkit';
import { CreatedInvitation } from '@saal/protocol';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enter, openDoors, startCast, threeInAMeeting, type Cast } from './cast.ts';

let cast: Cast;

beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

describe('P03: what is muted is not sent', () => {
  test('a muted microphone sends no speech and a camera switched off is let go', { timeout: 120_000 }, async () => {
    const { people, screens, close } = await threeInAMeeting(cast);
    const [anna, bob] = people;
    await Promise.all([anna, bob].map((person) => untilMediaFlows(person.page, { videos: 2, audios: 2 }, { what: person.name })));
    expect((await mediaReport(bob.page)).tracks.some((track) => track.kind === 'video' && track.state === 'live')).toBe(true);
    await screens[1].setMicrophone(false);
    await screens[1].setCamera(false);
    await until("Bob's camera to be let go", async () =>
      (await mediaReport(bob.page)).tracks.every((track) => track.kind !== 'video' || track.state === 'ended'),
    );
    const sent = async () => {
      const streams = (await mediaReport(bob.page)).streams.filter((stream) => stream.direction === 'send');
      return {
        audio: streams.filter((stream) => stream.kind === 'audio').reduce((sum, stream) => sum + stream.packets, 0),
        frames: streams.filter((stream) => stream.kind === 'video').reduce((sum, stream) => sum + stream.framesSent, 0),
      };
    };
    await until('what was on its way to be out', async () => {
      const first = await sent();
      await pause(300);
      return JSON.stringify(first) === JSON.stringify(await sent());
    });
    const before = await sent();
    await pause(3_000); // silence for a time is the claim
    expect(await sent()).toEqual(before);
    await close();
  });
});

describe('C08: hostile names', () => {
  test('a guest named like a script is shown as that text, everywhere', { timeout: 120_000 }, async () => {
    const name = '<img src=x onerror="window.pwned=1"> & "Bob"';
    const meeting = await cast.meeting('<script>window.pwned=1</script> & Söhne', openDoors);
    const anna = await cast.openAnna();
    const annas = await enter(anna, meeting, { guest: false });
    const mallory = await cast.openGuest(name);
    let dialogs = 0;
    for (const person of [anna, mallory]) person.page.on('dialog', (dialog) => void dialog.dismiss().then(() => dialogs++));
    await enter(mallory, meeting);
    await annas.untilNames(['Anna Huber', name]);
    await annas.openPeople();
    for (const person of [anna, mallory]) expect(await person.page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(dialogs).toBe(0);
    await Promise.all([anna.close(), mallory.close()]);
  });
});

describe('P01 and A10: the whole journey', () => {
  test('asks no foreign host for anything and leaves no secret in an address, a Referer or the log', { timeout: 180_000 }, async () => {
    const addresses: string[] = [];
    const watch = (person: { page: Page }) => {
      person.page.on('request', (request) => addresses.push(request.url().replace(/#.*$/, ''), request.headers()['referer'] ?? ''));
      person.page.on('framenavigated', (frame) => addresses.push(frame.url()));
    };
    const anna = await cast.openAnna();
    watch(anna);
    for (const path of ['/', '/plan', '/account', '/people', '/does-not-exist']) {
      await anna.page.goto(path);
      await anna.page.waitForLoadState('networkidle');
    }
    const invitation = await cast.anna.http.expect(CreatedInvitation, 'POST', '/api/invitations', {
      email: 'ines@stadt.example',
      role: 'person',
    });
    const ines = await cast.openGuest('Ines');
    await ines.page.goto(invitation.url);
    await until('the secret to be out of the address bar', () => !ines.page.url().includes('#'));
    const meeting = await cast.meeting('Kanarienvogel', openDoors);
    const bob = await cast.openGuest('Bob Kanarienvogel');
    watch(bob);
    await enter(anna, meeting, { guest: false, microphone: true, camera: true });
    const screen = await enter(bob, meeting, { microphone: true, camera: true });
    await untilMediaFlows(bob.page, { videos: 1, audios: 1 });
    await screen.startShare({ withSound: true });
    await screen.openPeople();
    await screen.leave();
    await bob.page.waitForLoadState('networkidle');
    const token = invitation.url.split('#')[1] ?? 'missing';
    const setupToken = (await firstAdministratorLink(cast.saal)).split('#')[1] ?? 'missing';
    const cookies = (await Promise.all([anna, bob].map((person) => person.context.cookies()))).flat();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    for (const secret of [token, setupToken, testPassword, meeting.passcode, ...cookies.map((cookie) => cookie.value)]) {
      for (const address of addresses) expect(address).not.toContain(secret);
    }
    for (const secret of [
      token,
      testPassword,
      meeting.passcode,
      'Kanarienvogel',
      'ines@stadt.example',
      ...cookies.map((cookie) => cookie.value),
    ]) {
      expect(cast.saal.logs.includes(secret), `the log holds ${secret}`).toBe(false);
    }
    for (const person of [anna, bob, ines]) expect(person.foreignRequests).toEqual([]);
    await Promise.all([anna.close(), bob.close(), ines.close()]);
  });
});
