/** One meeting that grows: from a talk to a stage, and a planned event from its registration to a question that is answered. */
import {
  accessibilityViolations,
  JoinScreen,
  LobbyScreen,
  mediaReport,
  RegistrationScreen,
  StageScreen,
  untilMediaFlows,
  type PersonInBrowser,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openDoors, smallWindow, startCast, type Cast } from './cast.ts';
import { recordFigures } from './figures.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

const context = { viewport: smallWindow };
const screenOf = (person: PersonInBrowser): StageScreen => new StageScreen(person.page);
const sends = async (person: PersonInBrowser): Promise<string[]> =>
  (await mediaReport(person.page)).tracks.filter(({ state }) => state === 'live').map(({ kind }) => kind);

test('a talk grows to a stage; somebody of the audience asks, comes up, is seen and heard by all, and goes down again', async () => {
  const meeting = await cast.meeting('Personalversammlung', openDoors);
  const people = [await cast.openAnna(context), await cast.openGuest('Bob Maier', context), await cast.openGuest('Carol Schmid', context)];
  const [anna, bob, carol] = people as [PersonInBrowser, PersonInBrowser, PersonInBrowser];
  for (const person of people) await enter(person, meeting, { guest: person !== anna, microphone: true, camera: true });
  const [annas, bobs, carols] = [screenOf(anna), screenOf(bob), screenOf(carol)];
  await untilMediaFlows(carol.page, { videos: 2, audios: 2 });

  await annas.changeSize('stage');
  await bobs.askButton.waitFor();
  await carols.untilNames(['Anna Huber']);
  // Nobody of the audience goes on being recorded.
  expect(await sends(bob)).toEqual([]);
  await untilMediaFlows(carol.page, { videos: 1, audios: 1 });

  await bobs.askForStage();
  const askedMs = performance.now();
  await annas.bringUp('Bob Maier');
  await bobs.untilOnStage();
  const upAfterMs = performance.now() - askedMs;
  const onMs = performance.now();
  await Promise.all([bobs.setMicrophone(true), untilMediaFlows(carol.page, { audios: 2 })]);
  const heardAfterMs = performance.now() - onMs;
  const cameraMs = performance.now();
  await Promise.all([bobs.setCamera(true), untilMediaFlows(carol.page, { videos: 2, audios: 2 })]);
  recordFigures('stage', { upAfterMs, heardAfterMs, seenAfterMs: performance.now() - cameraMs });
  await carols.untilNames(['Anna Huber', 'Bob Maier']);

  await bobs.leaveStage();
  await carols.untilNames(['Anna Huber']);
  expect(await sends(bob)).toEqual([]);

  await annas.changeSize('talk');
  await carols.untilNames(['Anna Huber', 'Bob Maier', 'Carol Schmid']);
  await carols.setMicrophone(true);
  await untilMediaFlows(bob.page, { audios: 2 });
  await Promise.all(people.map((person) => person.close()));
});

test('an event: register, wait, be let in when it begins, ask, be answered and be invited to the stage', async () => {
  const meeting = await cast.meeting('Digitaltag', {
    ...openDoors,
    size: 'event',
    registration: 'open',
    registrationLimit: 1,
    joinMuted: true,
    joinCameraOff: true,
  });
  const [anna, bob, carol] = [
    await cast.openAnna(context),
    await cast.openGuest('Bob Maier', context),
    await cast.openGuest('Carol Schmid', context),
  ];
  await enter(anna, meeting, { guest: false, microphone: true, camera: true });
  const [annas, bobs] = [screenOf(anna), screenOf(bob)];

  const registration = new RegistrationScreen(bob.page);
  await registration.open(meeting.id);
  const seen = [await accessibilityViolations(bob.page)];
  await registration.register('Bob Maier');
  const second = new RegistrationScreen(carol.page);
  await second.open(meeting.id);
  await second.queue('Carol Schmid');

  seen.push(await accessibilityViolations(bob.page), await accessibilityViolations(carol.page));
  await registration.goOn();
  const join = new JoinScreen(bob.page);
  await join.enter({ name: 'Bob Maier' });
  await new LobbyScreen(bob.page).here();
  seen.push(await accessibilityViolations(anna.page));
  await annas.startEvent();
  await bobs.askButton.waitFor();
  await untilMediaFlows(bob.page, { videos: 1, audios: 1 });

  await bobs.askQuestion('Wann wird das Rathaus umgebaut?');
  await annas.openQuestions();
  seen.push(await accessibilityViolations(bob.page), await accessibilityViolations(anna.page));
  await annas.letThrough('Wann wird das Rathaus umgebaut?');
  await bobs.untilQuestion('Wann wird das Rathaus umgebaut?');

  await annas.inviteToStage('Bob Maier');
  seen.push(await accessibilityViolations(anna.page));
  await bobs.untilInvited();
  seen.push(await accessibilityViolations(bob.page));
  expect(seen.flat()).toEqual([]);
  await bobs.come();
  await bobs.untilOnStage();
  await bobs.setMicrophone(true);
  await untilMediaFlows(anna.page, { audios: 1 });
  await Promise.all([anna, bob, carol].map((person) => person.close()));
});
