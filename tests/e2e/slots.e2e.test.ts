/** Three browsers hear each other by audio slots, as in a large meeting: the server is told to use them from three microphones on. */
import { mediaReport, until, untilMediaFlows, type PersonInBrowser } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openDoors, smallWindow, startCast, type Cast } from './cast.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await startCast({ env: { SAAL_SLOTS_FROM_MICROPHONES: '3' } });
});
afterAll(() => cast?.end());

const context = { viewport: smallWindow };
/** What came so far of each sound, by track. */
const packetsOf = async ({ page }: PersonInBrowser): Promise<Map<string, number>> => {
  const sounds = (await mediaReport(page)).streams.filter(({ direction, kind }) => direction === 'receive' && kind === 'audio');
  return new Map(sounds.map(({ track, packets }) => [track, packets]));
};

test('with the third microphone all three hear by slots, and everybody goes on hearing the two others', async () => {
  const meeting = await cast.meeting('Personalversammlung', openDoors);
  const [anna, bob, carol] = [
    await cast.openAnna(context),
    await cast.openGuest('Bob Maier', context),
    await cast.openGuest('Carol Schmid', context),
  ];
  const people = [anna, bob, carol];
  await enter(anna, meeting, { guest: false, microphone: true, camera: false });
  await enter(bob, meeting, { microphone: true, camera: false });
  // Two hear each other plainly: one stream, which is the other's.
  await Promise.all([anna, bob].map((person) => untilMediaFlows(person.page, { audios: 1 }, { what: person.name })));
  const [bobs, ...others] = [...(await packetsOf(anna)).keys()];
  if (bobs === undefined) throw new Error('Anna hears Bob');
  expect(others).toEqual([]);

  await enter(carol, meeting, { microphone: true, camera: false });
  // Energy is measured: of three slots two carry the others, in the third one is oneself and hears nothing.
  await Promise.all(people.map((person) => untilMediaFlows(person.page, { audios: 2 }, { what: person.name })));
  // Bob's own stream ends at Anna, and Bob is heard nevertheless.
  await until('the plain stream to end', async () => {
    const before = (await packetsOf(anna)).get(bobs);
    await untilMediaFlows(anna.page, { audios: 2 }, { what: 'Anna by slots' });
    return (await packetsOf(anna)).get(bobs) === before;
  });
  await Promise.all(people.map((person) => untilMediaFlows(person.page, { audios: 2 }, { what: `${person.name} by slots` })));
  await Promise.all(people.map((person) => person.close()));
});
