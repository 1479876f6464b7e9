import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';
import { until, type TestClient } from '../testing/test-client.ts';
import { threeInside } from '../testing/three-inside.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const produce = (
  client: TestClient,
  source: 'microphone' | 'camera' | 'screen',
  more: { paused?: boolean; shareId?: string } = {},
): Promise<{ producerId: string }> => client.ask('media.produce', { transportId: 'transport-1', source, rtpParameters: {}, ...more });
const stream = (seenBy: TestClient, name: string, source: string): { paused: boolean } | undefined =>
  seenBy.person(name)?.streams.find((one) => one.source === source);

test('A02: a participant is refused every act of a host, nothing changes, and the log says so', async () => {
  const { alice, bob } = await threeInside(house);
  const target = { participantId: alice.id };
  const before = alice.view;
  const tries: [string, unknown][] = [
    ['meeting.mute', target],
    ['meeting.mute-all', { mayUnmuteSelf: false }],
    ['meeting.ask-unmute', target],
    ['meeting.stop-camera', target],
    ['meeting.stop-share', target],
    ['meeting.lower-hand', target],
    ['meeting.remove', { ...target, keepOut: true }],
    ['meeting.admit', target],
    ['meeting.admit-all', {}],
    ['meeting.refuse', target],
    ['meeting.send-to-lobby', target],
    ['meeting.set-role', { participantId: bob.id, role: 'host' }],
    ['meeting.set-right', { participantId: bob.id, right: 'end', granted: true }],
    ['meeting.set-locked', { locked: true }],
    ['meeting.change-settings', { settings: { lobbyBypass: 'everyone' } }],
    ['meeting.pin-for-all', { participantIds: [bob.id] }],
    ['meeting.set-seat-order', { participantIds: [bob.id] }],
    ['meeting.bring-to-stage', target],
    ['meeting.take-off-stage', target],
    ['meeting.start-event', {}],
    ['meeting.moderate-question', { questionId: 'question-1', state: 'open' }],
    ['meeting.people', { place: 'waiting', page: 0 }],
    ['meeting.end', {}],
  ];
  for (const [method, data] of tries) expect([method, await bob.refusal(method, data)]).toEqual([method, 'right_missing']);
  // The next true change is the only one anybody hears of.
  await bob.ask('meeting.set-hand', { raised: true });
  await until('the hand', () => alice.person('Bob')?.handRaisedAtMs);
  expect(alice.view.meeting).toEqual(before.meeting);
  expect(alice.view.participants.map(({ role }) => role)).toEqual(['host', 'participant', 'participant']);
  expect(house.log()).toContain('"method":"meeting.set-role","code":"right_missing"');
});

test('muting pauses the microphone in the media server, and unmuting is refused until it is allowed again', async () => {
  const { alice, bob } = await threeInside(house);
  const { producerId } = await produce(bob, 'microphone');
  await until('Alice to see Bob speak', () => stream(alice, 'Bob', 'microphone')?.paused === false);

  await alice.ask('meeting.mute-all', { mayUnmuteSelf: false });
  expect(await bob.next('meeting.notice')).toEqual({ kind: 'all-muted', byName: 'Alice' });
  await until('Alice to see Bob muted', () => stream(alice, 'Bob', 'microphone')?.paused === true);
  await until('Bob to see that he may not unmute', () => !bob.view.me.mayUnmute);
  expect(await bob.refusal('media.resume-producer', { producerId })).toBe('right_missing');
  expect(await bob.refusal('media.produce', { transportId: 'transport-1', source: 'microphone', rtpParameters: {} })).toBe('right_missing');

  await alice.ask('meeting.ask-unmute', { participantId: bob.id });
  expect(await bob.next('meeting.notice', 1)).toMatchObject({ kind: 'asked-to-unmute' });
  expect(await bob.refusal('media.resume-producer', { producerId })).toBeUndefined();
  await alice.ask('meeting.mute', { participantId: bob.id });
  expect(await bob.next('meeting.notice', 2)).toMatchObject({ kind: 'muted-by-host' });
  expect(await bob.refusal('media.resume-producer', { producerId })).toBe('right_missing');
  await alice.ask('meeting.change-settings', { settings: { mayUnmuteSelf: true } });
  expect(await bob.refusal('media.resume-producer', { producerId })).toBeUndefined();
});

test('taking a right ends what it allowed, and nothing of it can be sent anew', async () => {
  const { alice, bob } = await threeInside(house);
  await produce(bob, 'camera');
  await produce(bob, 'screen', { shareId: 'slides' });
  await until('both to be seen', () => stream(alice, 'Bob', 'camera') && stream(alice, 'Bob', 'screen'));
  await alice.ask('meeting.set-right', { participantId: bob.id, right: 'share', granted: false });
  await until('the share to end', () => !stream(alice, 'Bob', 'screen'));
  expect(stream(alice, 'Bob', 'camera')).toBeDefined();
  expect(await bob.refusal('media.produce', { transportId: 'transport-1', source: 'screen', rtpParameters: {} })).toBe('right_missing');
  await alice.ask('meeting.set-role', { participantId: bob.id, role: 'attendee' });
  await until('the camera to end', () => !stream(alice, 'Bob', 'camera'));
  expect(await bob.refusal('media.produce', { transportId: 'transport-1', source: 'camera', rtpParameters: {} })).toBe('right_missing');
  expect(await bob.next('meeting.notice')).toEqual({ kind: 'role-changed', role: 'attendee', byName: 'Alice' });
});

test('a right taken while a stream is being set up ends that stream', async () => {
  const { alice, bob } = await threeInside(house);
  const peer = house.media.rooms.get(alice.view.meeting.id)?.peer(bob.deviceId);
  const handle = peer!.handle.bind(peer);
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let asked = false;
  peer!.handle = async (method, data) => {
    asked = true;
    await held;
    return handle(method, data);
  };
  const producing = produce(bob, 'camera');
  await until('the request to be under way', () => asked);
  await alice.ask('meeting.set-right', { participantId: bob.id, right: 'show-camera', granted: false });
  goOn();
  await producing;
  expect(peer!.streams).toEqual([]);
});

test('hosts stop a camera and one of several shares', async () => {
  const { alice, bob } = await threeInside(house);
  await produce(bob, 'camera');
  await produce(bob, 'screen', { shareId: 'one' });
  await produce(bob, 'screen', { shareId: 'two' });
  await until('all to be seen', () => alice.person('Bob')?.streams.length === 3);
  await alice.ask('meeting.stop-camera', { participantId: bob.id });
  await alice.ask('meeting.stop-share', { participantId: bob.id, shareId: 'one' });
  await until('one to be left', () => alice.person('Bob')?.streams.length === 1);
  expect(alice.person('Bob')?.streams[0]).toMatchObject({ source: 'screen', shareId: 'two' });
});

test('a second device of the same person is a companion without a microphone until it takes the sound', async () => {
  const { id, alice, bob } = await threeInside(house);
  const room = house.media.rooms.get(alice.view.meeting.id);
  await produce(bob, 'microphone');
  const phone = await house.connect('person=Bob');
  await phone.join(id);
  expect(phone.view.me).toMatchObject({ participantId: bob.id, companion: true });
  expect(phone.names).toEqual(['Alice', 'Bob', 'Carol']);
  expect(room?.peer(phone.deviceId)?.listening).toBe(false);
  expect(await phone.refusal('media.produce', { transportId: 'transport-1', source: 'microphone', rtpParameters: {} })).toBe('not_allowed');

  await phone.ask('meeting.take-sound', {});
  expect(await bob.next('meeting.notice')).toEqual({ kind: 'sound-moved' });
  await until('the roles to be swapped', () => bob.view.me.companion && !phone.view.me.companion);
  expect([room?.peer(bob.deviceId)?.listening, room?.peer(phone.deviceId)?.listening]).toEqual([false, true]);
  expect(stream(alice, 'Bob', 'microphone')).toBeDefined();
  await produce(phone, 'microphone');

  await phone.ask('meeting.leave', {});
  await until('the computer to have the sound again', () => !bob.view.me.companion);
  expect(room?.peer(bob.deviceId)?.listening).toBe(true);
  expect(alice.names).toEqual(['Alice', 'Bob', 'Carol']);
});

test('a new device has the sound at once when the former one is away, and keeps it when that one is back', async () => {
  const { id, alice, bob } = await threeInside(house);
  bob.cut();
  await until('Bob to be away', () => alice.person('Bob')?.presence === 'reconnecting');
  const phone = await house.connect('person=Bob');
  await phone.join(id);
  expect(phone.view.me).toMatchObject({ participantId: bob.id, companion: false });
  await produce(phone, 'microphone');
  const computer = await house.connect('person=Bob');
  await computer.join(id, { deviceId: bob.deviceId });
  expect(computer.view.me).toMatchObject({ participantId: bob.id, companion: true });
});

test('be right back pauses microphone and camera and is seen', async () => {
  const { alice, bob } = await threeInside(house);
  await produce(bob, 'microphone');
  await produce(bob, 'camera');
  await bob.ask('meeting.set-away', { away: true });
  await until('Bob away', () => alice.person('Bob')?.presence === 'away' && alice.person('Bob')?.streams.every(({ paused }) => paused));
});

test('when the host leaves, the successor is told; ending the meeting answers the host and tells all', async () => {
  const { id, alice, bob, carol } = await threeInside(house);
  await alice.ask('meeting.leave', {});
  expect(await bob.next('meeting.notice')).toMatchObject({ kind: 'became-host', byName: 'Alice' });
  await until('Bob to be host', () => carol.person('Bob')?.role === 'host');
  expect(carol.names).toEqual(['Bob', 'Carol']);
  expect(await carol.refusal('meeting.end', {})).toBe('right_missing');
  await bob.ask('meeting.end', {});
  expect(await carol.next('meeting.gone')).toEqual({ reason: 'ended', byName: 'Bob' });
  await until('connections to end', () => carol.closed && bob.closed);
  expect((await house.request('person=Alice', 'GET', `/api/meetings/${id}`)).body).toMatchObject({
    running: false,
    lastEndedAtMs: expect.any(Number) as number,
  });
  expect(house.media.rooms.get(alice.view.meeting.id)).toBeUndefined();
});

test('who signs out is out of the meeting at once', async () => {
  const { alice, bob } = await threeInside(house);
  house.accounts.signOut('Bob');
  await until('Bob to be gone', () => bob.closed === 4401 && !alice.person('Bob'));
});

test('what the owner changes on the home page holds in the running meeting, deleting ends it', async () => {
  const { id, carol } = await threeInside(house);
  await house.request('person=Alice', 'PATCH', `/api/meetings/${id}`, { title: 'Lage', settings: { mayShare: 'hosts' } });
  await until('the new title', () => carol.view.meeting.title === 'Lage' && carol.view.meeting.settings.mayShare === 'hosts');
  expect((await house.request('person=Alice', 'DELETE', `/api/meetings/${id}`)).status).toBe(204);
  expect(await carol.next('meeting.gone')).toMatchObject({ reason: 'ended' });
  const again = await house.connect('guest=late');
  expect(await again.joinRefusal(id, { name: 'Late' })).toBe('meeting_not_found');
});
