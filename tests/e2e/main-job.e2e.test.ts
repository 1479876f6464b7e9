/** The main job: from the printed link to three people who see and hear each other and a shared screen, through the real media server. */
import {
  JoinScreen,
  firstAdministratorLink,
  HomeScreen,
  launchBrowser,
  LobbyScreen,
  mediaReport,
  MeetingScreen,
  openPerson,
  SetupScreen,
  startSaal,
  testPassword,
  until,
  untilMediaFlows,
  type PersonInBrowser,
  type SaalProcess,
} from '@saal/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let saal: SaalProcess;
let browser: Browser;
let anna: PersonInBrowser;
let bob: PersonInBrowser;
let carol: PersonInBrowser;
let link: string;
let annas: MeetingScreen;
let bobs: MeetingScreen;
let carols: MeetingScreen;

beforeAll(async () => {
  saal = await startSaal();
  browser = await launchBrowser();
  anna = await openPerson(browser, saal.baseUrl, 'Anna Huber');
  bob = await openPerson(browser, saal.baseUrl, 'Bob Maier');
  carol = await openPerson(browser, saal.baseUrl, 'Carol Schmid');
});
afterAll(async () => {
  await browser?.close();
  await saal?.stop();
});

/** The steps build on each other: one meeting from its beginning to its end. */
describe('from the printed link to a meeting of three', () => {
  test('the printed link makes the first administrator and signs her in', async () => {
    const setup = new SetupScreen(anna.page);
    await setup.open(await firstAdministratorLink(saal));
    await setup.fill({ name: 'Anna Huber', email: 'anna.huber@stadt.example', password: testPassword });
    await new HomeScreen(anna.page).here();
    expect(anna.page.url()).not.toContain('#');
  });

  test('she starts a meeting and is alone in it with her picture', async () => {
    await new HomeScreen(anna.page).startNow();
    const join = new JoinScreen(anna.page);
    await join.here();
    await join.enter({ microphone: true, camera: true });
    annas = new MeetingScreen(anna.page);
    await annas.here();
    link = anna.page.url().replace(/[?#].*$/, '');
    await annas.setMicrophone(true);
    await annas.setCamera(true);
  });

  test('two without an account wait in the lobby by the link, and are let in', async () => {
    for (const guest of [bob, carol]) {
      const join = new JoinScreen(guest.page);
      await join.openLink(link);
      await join.enter({ name: guest.name, microphone: true, camera: true });
      await new LobbyScreen(guest.page).here();
    }
    await annas.admit('Bob Maier');
    bobs = new MeetingScreen(bob.page);
    await bobs.here();
    expect(await new LobbyScreen(carol.page).isHere(), 'Carol still waits').toBe(true);
    await annas.admit('Carol Schmid');
    carols = new MeetingScreen(carol.page);
    await carols.here();
    for (const screen of [bobs, carols]) {
      await screen.setMicrophone(true);
      await screen.setCamera(true);
    }
    for (const screen of [annas, bobs, carols]) await screen.untilNames(['Anna Huber', 'Bob Maier', 'Carol Schmid']);
  });

  test('each decodes the pictures and hears the sound of both others', async () => {
    await Promise.all([anna, bob, carol].map((person) => untilMediaFlows(person.page, { videos: 2, audios: 2 }, { what: person.name })));
    for (const person of [anna, bob, carol]) {
      const report = await mediaReport(person.page);
      for (const path of report.paths) expect(path.srtpCipher).toMatch(/AEAD_AES_(128|256)_GCM/);
    }
  });

  test('a screen shared with its sound reaches both others', async () => {
    await bobs.startShare({ withSound: true });
    await Promise.all([anna, carol].map((person) => untilMediaFlows(person.page, { videos: 3, audios: 3 }, { what: person.name })));
    for (const screen of [annas, carols]) await screen.untilShareShown();
    for (const screen of [annas, carols]) await screen.untilNames(['Anna Huber', 'Bob Maier', 'Carol Schmid']);
    await bobs.stopShare();
    for (const screen of [annas, carols]) await screen.untilNoShare();
  });

  test('hands have an order, and go down again', async () => {
    await carols.setHand(true);
    await until('Anna to see one hand', async () => (await annas.handsRaised()).length === 1);
    await bobs.setHand(true);
    await until('Anna to see both hands in order', async () => (await annas.handsRaised()).join() === 'Carol Schmid,Bob Maier');
    await carols.setHand(false);
    await bobs.setHand(false);
    await until('no hands', async () => (await annas.handsRaised()).length === 0);
  });

  test('a reaction is seen by the others', async () => {
    await bobs.react();
    await annas.untilReaction('Bob Maier');
  });

  test('a host makes a co-host and takes it back in two clicks each', async () => {
    await annas.setRole('Bob Maier', 'co-host');
    await bobs.untilMayManage(true);
    await annas.setRole('Bob Maier', 'participant');
    await bobs.untilMayManage(false);
  });

  test('muted by the host means silence at the others, and only the muted one unmutes', async () => {
    await annas.mute('Carol Schmid');
    await carols.untilMicrophone(false);
    await until('no more sound of Carol', async () => {
      const audios = async () =>
        (await mediaReport(bob.page)).streams.filter((stream) => stream.direction === 'receive' && stream.kind === 'audio');
      const before = await audios();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const after = await audios();
      return (
        after.filter(
          (stream) => stream.packets > (before.find((one) => one.id === stream.id && one.track === stream.track)?.packets ?? 0) + 10,
        ).length <= 1
      );
    });
    await carols.setMicrophone(true);
    await untilMediaFlows(bob.page, { audios: 2 });
  });

  test('a locked meeting lets nobody new in', async () => {
    await annas.setLocked(true);
    const dave = await openPerson(browser, saal.baseUrl, 'Dave Late');
    const join = new JoinScreen(dave.page);
    await join.openLink(link);
    await join.tryToEnter({ name: dave.name });
    await join.untilRefused('meeting_locked');
    await dave.close();
    await annas.setLocked(false);
  });

  test('one who is removed is out and is told', async () => {
    await annas.remove('Carol Schmid');
    await carols.untilGone('removed');
    await annas.untilNames(['Anna Huber', 'Bob Maier']);
  });

  test('one who leaves comes back by one button as the same participant', async () => {
    const idBefore = await annas.participantId('Bob Maier');
    await bobs.leave();
    await bobs.untilGone('left');
    await annas.untilNames(['Anna Huber']);
    await bobs.comeBack();
    await annas.untilNames(['Anna Huber', 'Bob Maier']);
    expect(await annas.participantId('Bob Maier')).toBe(idBefore);
  });

  test('the host ends it for all', async () => {
    await annas.endForAll();
    await bobs.untilGone('ended');
  });

  test('nothing foreign was asked for and no script failed', () => {
    for (const person of [anna, bob, carol]) {
      expect(person.foreignRequests).toEqual([]);
      expect(person.consoleErrors.filter((line) => !/Failed to load resource.*40[134]/.test(line))).toEqual([]);
    }
  });
});
