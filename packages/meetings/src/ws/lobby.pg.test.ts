import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';
import { until } from '../testing/test-client.ts';
import { admit, threeInside } from '../testing/three-inside.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test('a guest waits, is let in, and everybody sees the same people', async () => {
  const { alice, bob, carol } = await threeInside(house);
  expect(alice.names).toEqual(['Alice', 'Bob', 'Carol']);
  expect(carol.view.participants).toEqual(alice.view.participants);
  expect(bob.view.participants).toEqual(alice.view.participants);
  expect(alice.person('Carol')).toMatchObject({ guest: true, role: 'participant', presence: 'here' });
  expect(carol.view.waiting).toEqual([]);
});

test('accounts of another house and guests are told apart, inside and waiting, also by a server that takes over', async () => {
  house.accounts.makeExternal('Erika');
  const { id } = await house.meetingOf('Alice', { lobbyBypass: 'nobody' });
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  const erika = await house.connect('person=Erika');
  await erika.join(id);
  await (await house.connect('guest=gregor')).join(id, { name: 'Gregor' });
  expect(await until('Erika to wait', () => alice.waiting('Erika'))).toMatchObject({ guest: false, external: true });
  const gregor = await until('Gregor to wait', () => alice.waiting('Gregor'));
  expect(gregor).toMatchObject({ guest: true });
  expect(gregor).not.toHaveProperty('external');
  await admit(alice, 'Erika');
  await erika.next('lobby.admitted');
  await erika.join(id);
  expect(await until('Erika to be inside', () => alice.person('Erika'))).toMatchObject({ guest: false, external: true });
  expect(alice.person('Alice')).not.toHaveProperty('external');
  await house.restart();
  const again = await house.connect('person=Alice');
  await again.join(id);
  const back = await house.connect('person=Erika');
  await back.join(id);
  expect(await until('Erika to be back', () => again.person('Erika') ?? again.waiting('Erika'))).toMatchObject({ external: true });
});

test('A01: who waits is refused everything and told nothing of those inside', async () => {
  const { id, alice, bob } = await threeInside(house);
  const mallory = await house.connect('guest=mallory');
  expect(await mallory.join(id, { name: 'Mallory' })).toMatchObject({
    state: 'waiting',
    lobby: { inviterName: 'Alice', reason: 'wait-for-admission' },
  });

  const tries: [string, unknown][] = [
    ['media.set-capabilities', { rtpCapabilities: {} }],
    ['media.create-transport', { direction: 'receive' }],
    ['media.watch', { tiles: [] }],
    ['media.report-quality', { level: 3, reason: 'none' }],
    ['meeting.set-hand', { raised: true }],
    ['meeting.react', { reaction: 'clap' }],
    ['meeting.admit-all', {}],
    ['meeting.admit', { participantId: mallory.toldOf('lobby.changed')[0]?.participantId ?? alice.id }],
    ['meeting.mute-all', { mayUnmuteSelf: false }],
    ['meeting.end', {}],
    ['meeting.take-sound', {}],
  ];
  for (const [method, data] of tries) expect([method, await mallory.refusal(method, data)]).toEqual([method, 'not_admitted']);

  // Life goes on inside: hands, roles, speaking, people coming and going.
  await bob.ask('meeting.set-hand', { raised: true });
  await alice.ask('meeting.set-role', { participantId: await alice.idOf('Bob'), role: 'presenter' });
  house.media.rooms.values().next().value?.listener.speakingChanged([], null);
  await alice.ask('meeting.react', { reaction: 'clap' });
  await alice.next('meeting.reaction');
  await until('Alice to see the hand', () => alice.person('Bob')?.handRaisedAtMs);

  const told = mallory.frames.join('\n');
  for (const secret of [alice.id, bob.id, 'Bob', 'Carol', alice.deviceId]) expect(told).not.toContain(secret);
  expect(mallory.told.filter(({ type }) => !type.startsWith('lobby.'))).toEqual([]);
  expect(house.media.rooms.get(alice.view.meeting.id)?.peer(mallory.deviceId)).toBeUndefined();
});

test('people without the right to admit do not learn who waits', async () => {
  const { id, alice, bob } = await threeInside(house);
  const erik = await house.connect('guest=erik');
  await erik.join(id, { name: 'Erik' });
  await until('Alice to see Erik waiting', () => alice.waiting('Erik'));
  await alice.ask('meeting.set-hand', { raised: true });
  await until('Bob to hear news', () => bob.person('Alice')?.handRaisedAtMs);
  expect(bob.view.waiting).toEqual([]);
  expect(bob.frames.join('')).not.toContain('Erik');
  await alice.ask('meeting.set-right', { participantId: await alice.idOf('Bob'), right: 'admit', granted: true });
  await until('Bob to see Erik', () => bob.waiting('Erik'));
});

test('the lobby tells when the meeting begins', async () => {
  const { id } = await house.meetingOf('Alice');
  const carol = await house.connect('guest=carol-early');
  expect(await carol.join(id, { name: 'Carol' })).toMatchObject({ state: 'waiting', lobby: { reason: 'not-begun' } });
  const bob = await house.connect('person=Bob');
  await bob.join(id);
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  expect((await carol.next('lobby.changed')).reason).toBe('wait-for-admission');
  await bob.next('lobby.admitted');
  expect((await bob.join(id)).state).toBe('joined');
  await admit(alice, 'Carol');
  await carol.next('lobby.admitted');
});

test('who is refused or removed is told by whom, loses media at once, and the connection ends', async () => {
  const { id, alice, carol } = await threeInside(house);
  const peer = house.media.rooms.get(alice.view.meeting.id)?.peer(carol.deviceId);
  await alice.ask('meeting.remove', { participantId: await alice.idOf('Carol'), keepOut: true });
  expect(await carol.next('meeting.gone')).toEqual({ reason: 'removed', byName: 'Alice' });
  await until('the connection to end', () => carol.closed);
  expect(peer?.closed).toBe(true);
  const again = await house.connect(`guest=carol-${id.slice(0, 8)}`);
  expect(await again.joinRefusal(id, { name: 'Carol' })).toBe('removed_from_meeting');

  const erik = await house.connect('guest=erik2');
  await erik.join(id, { name: 'Erik' });
  const waiting = await until('Erik in the lobby', () => alice.waiting('Erik'));
  await alice.ask('meeting.refuse', { participantId: waiting.id });
  expect(await erik.next('meeting.gone')).toEqual({ reason: 'refused', byName: 'Alice' });
});

test('who is sent back waits on the same connection, without media, and is admitted again', async () => {
  const { id, alice, carol } = await threeInside(house);
  const peer = house.media.rooms.get(alice.view.meeting.id)?.peer(carol.deviceId);
  await alice.ask('meeting.send-to-lobby', { participantId: await alice.idOf('Carol') });
  expect(await carol.next('meeting.gone')).toMatchObject({ reason: 'sent-back', lobby: { reason: 'sent-back' } });
  expect(peer?.closed).toBe(true);
  expect(await carol.refusal('meeting.set-hand', { raised: true })).toBe('not_admitted');
  await until('Alice to see Carol waiting', () => alice.waiting('Carol')?.sentBack);
  await admit(alice, 'Carol');
  await carol.next('lobby.admitted', 1);
  expect((await carol.join(id, { name: 'Carol' })).state).toBe('joined');
});

test('a guest needs a name, a meeting needs to be there, and versions have to fit', async () => {
  const { id } = await house.meetingOf('Alice');
  const guest = await house.connect('guest=nameless');
  expect(await guest.joinRefusal(id)).toBe('name_needed');
  expect(await guest.joinRefusal('AAAAAAAAAAAAAAAAAAAAAA', { name: 'X' })).toBe('meeting_not_found');
  expect(await guest.refusal('meeting.join', { wireVersion: 99, meetingId: id, deviceId: guest.deviceId, name: 'X' })).toBe(
    'unsupported_wire_version',
  );
  expect(await guest.refusal('meeting.set-hand', { raised: true })).toBe('not_a_participant');
});

test('the passcode is asked for by link where set so, wrong ones are counted, the owner never needs it', async () => {
  const meeting = await house.meetingOf('Alice', { passcodeByLink: true });
  const carol = await house.connect('guest=carol-passcode');
  expect(await carol.joinRefusal(meeting.id, { name: 'Carol' })).toBe('passcode_needed');
  const codes: unknown[] = [];
  for (let guess = 0; guess < 7; guess++)
    codes.push(await carol.joinRefusal(meeting.id, { name: 'Carol', passcode: `${100_000 + guess}` }));
  expect(codes.slice(0, 5)).toEqual(Array(5).fill('passcode_wrong'));
  expect(codes.slice(5)).toEqual(['rate_limited', 'rate_limited']);

  const erik = await house.connect('guest=erik-passcode');
  expect((await erik.join(meeting.id, { name: 'Erik', passcode: meeting.passcode })).state).toBe('waiting');
  const alice = await house.connect('person=Alice');
  expect((await alice.join(meeting.id)).state).toBe('joined');
  expect((await house.request('guest=erik-passcode', 'GET', `/api/public/meetings/${meeting.id}`)).body).toMatchObject({
    passcodeNeeded: false,
  });
  expect((await house.request('guest=other', 'GET', `/api/public/meetings/${meeting.id}`)).body).toMatchObject({ passcodeNeeded: true });
});
