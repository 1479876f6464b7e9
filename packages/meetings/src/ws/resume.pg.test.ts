import { RESUME_WINDOW_MS } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_MEETING_ENDS_AFTER_MS } from '../limits.ts';
import { openHouse, type House } from '../testing/house.ts';
import { until } from '../testing/test-client.ts';
import { threeInside } from '../testing/three-inside.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test('a lost connection is shown as reconnecting and resumed with the same media, hand and seat', async () => {
  const { id, alice, bob } = await threeInside(house);
  await bob.ask('meeting.set-hand', { raised: true });
  await bob.ask('media.produce', { transportId: 'transport-1', source: 'camera', rtpParameters: {} });
  await until('the camera', () => alice.person('Bob')?.streams.length === 1);
  const before = alice.person('Bob');
  const peer = house.media.rooms.get(alice.view.meeting.id)?.peer(bob.deviceId);
  bob.cut();
  await until('Bob reconnecting', () => alice.person('Bob')?.presence === 'reconnecting');

  const back = await house.connect('person=Bob', bob.deviceId);
  const result = await back.join(id, { mediaEpoch: house.media.rooms.get(alice.view.meeting.id)?.epoch ?? '' });
  expect(result).toMatchObject({ state: 'joined', media: { kept: true } });
  await until('Bob here', () => alice.person('Bob')?.presence === 'here');
  expect(alice.person('Bob')).toEqual(before);
  expect(house.media.rooms.get(alice.view.meeting.id)?.peer(bob.deviceId)).toBe(peer);
  expect(peer?.resyncs).toBe(2);
});

test('who does not come back within the window has left, and comes back without the lobby', async () => {
  const { id, alice, carol } = await threeInside(house);
  carol.cut();
  await until('Carol reconnecting', () => alice.person('Carol')?.presence === 'reconnecting');
  house.clock.skip(RESUME_WINDOW_MS - 1_000);
  expect(alice.person('Carol')).toBeDefined();
  house.clock.skip(1_000);
  await until('Carol gone', () => !alice.person('Carol'));
  const again = await house.connect(`guest=carol-${id.slice(0, 8)}`);
  expect((await again.join(id)).state).toBe('joined');
});

test('the same device connecting again replaces the older connection and tells it why', async () => {
  const { id, alice, bob } = await threeInside(house);
  const newer = await house.connect('person=Bob', bob.deviceId);
  await newer.join(id);
  expect(await bob.next('meeting.gone')).toEqual({ reason: 'replaced' });
  await until('the older one closed', () => bob.closed === 4409);
  await newer.ask('meeting.set-hand', { raised: true });
  await until('the hand', () => alice.person('Bob')?.handRaisedAtMs);
  expect(alice.names).toEqual(['Alice', 'Bob', 'Carol']);
});

test('nobody takes over a device of somebody else by its id', async () => {
  const { id, bob } = await threeInside(house);
  const dora = await house.connect('person=Dora', bob.deviceId);
  expect(await dora.joinRefusal(id)).toBe('conflict');
  await bob.ask('meeting.set-hand', { raised: true });
  expect(bob.closed).toBeUndefined();
});

test('a request repeated after a lost connection is answered again and not done again', async () => {
  const { id, alice, bob } = await threeInside(house);
  const first = await bob.raw('media.produce', { transportId: 'transport-1', source: 'camera', rtpParameters: {} }, 4711);
  bob.cut();
  const back = await house.connect('person=Bob', bob.deviceId);
  await back.join(id);
  expect(await back.raw('media.produce', { transportId: 'transport-1', source: 'camera', rtpParameters: {} }, 4711)).toEqual(first);
  await until('one camera', () => alice.person('Bob')?.streams.length === 1);
});

test('after a restart of the server everybody is back with roles, hands, lobby and lock, without entering again', async () => {
  const { id, alice, bob, carol } = await threeInside(house);
  const erik = await house.connect('guest=erik-restart');
  await erik.join(id, { name: 'Erik' });
  await until('Erik waiting', () => alice.waiting('Erik'));
  await alice.ask('meeting.set-role', { participantId: bob.id, role: 'co-host' });
  await alice.ask('meeting.set-right', { participantId: carol.id, right: 'share', granted: false });
  await carol.ask('meeting.set-hand', { raised: true });
  await alice.ask('meeting.set-locked', { locked: true });
  await until(
    'all of it to be seen',
    () => alice.view.meeting.locked && alice.person('Carol')?.handRaisedAtMs && alice.person('Bob')?.role === 'co-host',
  );
  const before = alice.view;

  await house.restart();
  await until('connections to end', () => alice.closed === 1001 && carol.closed === 1001);
  const back = await house.connect('person=Alice', alice.deviceId);
  expect(await back.join(id, { mediaEpoch: 'of-former-room' })).toMatchObject({ state: 'joined', media: { kept: false } });
  expect(back.person('Bob')?.presence).toBe('reconnecting');
  const carolBack = await house.connect(`guest=carol-${id.slice(0, 8)}`, carol.deviceId);
  expect((await carolBack.join(id, { name: 'Carol' })).state).toBe('joined');
  const bobBack = await house.connect('person=Bob', bob.deviceId);
  await bobBack.join(id);
  await until('all here', () => back.view.participants.every(({ presence }) => presence === 'here'));
  expect(back.view.meeting).toEqual(before.meeting);
  expect(back.view.participants).toEqual(before.participants);
  expect(back.view.waiting).toEqual(before.waiting);
});

test('who does not come back after a restart has left after a fresh window, also the lobby empties', async () => {
  const { id, alice, carol } = await threeInside(house);
  await house.restart();
  const back = await house.connect('person=Alice', alice.deviceId);
  await back.join(id);
  expect(back.person('Carol')?.presence).toBe('reconnecting');
  house.clock.skip(RESUME_WINDOW_MS);
  await until('Carol gone', () => !back.person('Carol'));
  expect(carol.closed).toBe(1001);
});

test('an empty meeting ends after ten minutes; who resumes then is told, and the names of guests are gone', async () => {
  const { id, alice, bob, carol } = await threeInside(house);
  for (const one of [alice, bob, carol]) await one.ask('meeting.leave', {});
  const running = async (): Promise<unknown> => (await house.request('person=Alice', 'GET', `/api/meetings/${id}`)).body;
  expect(await running()).toMatchObject({ running: true });
  house.clock.skip(EMPTY_MEETING_ENDS_AFTER_MS);
  let now: unknown;
  await until('the meeting to end', () => {
    void running().then((answer) => {
      now = answer;
    });
    return JSON.stringify(now ?? '').includes('"running":false');
  });
  const late = await house.connect('person=Alice', alice.deviceId);
  expect(await late.joinRefusal(id, { mediaEpoch: 'of-former-room' })).toBe('meeting_ended');
  expect((await late.join(id)).state).toBe('joined');
});

test('when no media worker lives the join fails, and goes well once one does', async () => {
  const { id } = await house.meetingOf('Alice');
  const alice = await house.connect('person=Alice');
  house.media.away = true;
  expect(await alice.joinRefusal(id)).toBe('media_unavailable');
  house.media.away = false;
  expect((await alice.join(id)).state).toBe('joined');
});
