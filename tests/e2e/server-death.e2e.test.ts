/** `kill -9` of the server in a running meeting: the same people, roles, hand, lobby and lock; sound and picture return by themselves. */
import { JoinScreen, LobbyScreen, until, untilMediaFlows } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallWindow, startCast, threeInAMeeting, type Cast } from './cast.ts';
import { recordFigures } from './figures.ts';

let cast: Cast;

beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

test('after a killed server came back the meeting is as it was and nobody entered again', { timeout: 180_000 }, async () => {
  const { meeting, people, screens, close } = await threeInAMeeting(cast, { context: { viewport: smallWindow } });
  const [annas, bobs, carols] = screens;
  await Promise.all(people.map((person) => untilMediaFlows(person.page, { videos: 2, audios: 2 }, { what: person.name })));
  await annas.setRole('Bob Maier', 'co-host');
  await bobs.untilMayManage(true);
  await carols.setHand(true);
  await until('Anna to see the hand', async () => (await annas.handsRaised()).join() === 'Carol Schmid');
  await annas.changeLobby('nobody');
  const dave = await cast.openGuest('Dave Late');
  const join = new JoinScreen(dave.page);
  await join.open(meeting.id);
  await join.enter({ name: dave.name });
  const lobby = new LobbyScreen(dave.page);
  await lobby.here();
  await annas.untilWaiting(['Dave Late']);
  await annas.setLocked(true);
  const idsBefore = await annas.participantIds();

  await cast.saal.kill9();
  const downMs = performance.now();
  await cast.saal.restart();
  const upMs = performance.now();
  await Promise.all(
    people.map((person) => untilMediaFlows(person.page, { videos: 2, audios: 2 }, { what: `${person.name} after the restart` })),
  );
  const backMs = performance.now();
  recordFigures('server-death', { downMs: upMs - downMs, mediaBackAfterReadyMs: backMs - upMs, mediaGapMs: backMs - downMs });

  for (const screen of screens) await screen.untilNames(['Anna Huber', 'Bob Maier', 'Carol Schmid']);
  expect(await annas.participantIds()).toEqual(idsBefore);
  await bobs.untilMayManage(true);
  expect(await annas.handsRaised()).toEqual(['Carol Schmid']);
  await annas.untilLocked(true);
  await annas.untilWaiting(['Dave Late']);
  expect(await lobby.isHere()).toBe(true);
  expect(backMs - upMs).toBeLessThan(15_000);

  await annas.admit('Dave Late');
  await annas.untilNames(['Anna Huber', 'Bob Maier', 'Carol Schmid', 'Dave Late']);
  await close();
});
