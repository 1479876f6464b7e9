/** Two real servers, one meeting: no matter where somebody comes in. Signalling only, without browsers. */
import {
  createGuest,
  createPerson,
  setUpAdministrator,
  startCluster,
  startMeeting,
  until,
  WireParticipant,
  type Cluster,
  type SaalProcess,
  type SignedIn,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cluster: Cluster;
let anna: SignedIn;
let one: SaalProcess;
let two: SaalProcess;

beforeAll(async () => {
  cluster = await startCluster({ servers: 2 });
  [one, two] = cluster.servers as [SaalProcess, SaalProcess];
  anna = await setUpAdministrator(one);
});
afterAll(() => cluster?.stop());

const through = ({ baseUrl }: SaalProcess, deviceId?: string) => ({
  url: baseUrl,
  origin: baseUrl,
  ...(deviceId === undefined ? {} : { deviceId }),
});

test('two people on two servers meet: lobby, hands, removal, and signing out on one ends the stay on the other', async () => {
  const bob = await createPerson(anna, 'Bob Maier');
  const meeting = await startMeeting(anna);
  const annas = await WireParticipant.connect(anna.http, through(one));
  await annas.join(meeting.id);
  const bobs = await WireParticipant.connect(bob.http, through(two));
  await bobs.join(meeting.id);
  const carols = await WireParticipant.connect(await createGuest(two.baseUrl), through(two));
  expect((await carols.join(meeting.id, { name: 'Carol' })).state).toBe('waiting');
  const waiting = await until('Carol in the lobby', () => annas.snapshot?.waiting.find(({ name }) => name === 'Carol'));
  await annas.request('meeting.admit', { participantId: waiting.id });
  await carols.joinWhenAdmitted(meeting.id, 'Carol');
  await until('all to see all', () => [annas, bobs, carols].every(({ participants }) => participants.length === 3));

  await carols.request('meeting.set-hand', { raised: true });
  await until('the hand on both servers', () => [annas, bobs].every((wire) => wire.participant('Carol')?.handRaisedAtMs));
  await annas.request('meeting.remove', { participantId: carols.participantId, keepOut: false });
  expect(await carols.next('meeting.gone')).toMatchObject({ reason: 'removed' });
  await until('Carol gone', () => [annas, bobs].every((wire) => !wire.participant('Carol')) && carols.closed?.code === 1000);

  // On the server where the meeting is conducted, and Bob's socket is not.
  expect((await bob.http.request('DELETE', '/api/session')).status).toBe(204);
  await until('Bob out', () => bobs.closed?.code === 4401 && !annas.participant('Bob Maier'));
  await annas.request('meeting.end', {});
});

test('a server that is stopped hands its meeting over: everybody is back on the other one within seconds, nobody enters again', async () => {
  const meeting = await startMeeting(anna, { settings: { lobbyBypass: 'everyone' } });
  const annas = await WireParticipant.connect(anna.http, through(one));
  await annas.join(meeting.id);
  const dora = await createGuest(two.baseUrl);
  const doras = await WireParticipant.connect(dora, through(two));
  await doras.join(meeting.id, { name: 'Dora' });
  await doras.request('meeting.set-hand', { raised: true });

  const startMs = performance.now();
  const stopping = one.stop();
  await until('both told', () => annas.closed?.code === 1001 && doras.closed?.code === 1001);
  const backs = await WireParticipant.connect(dora, through(two, doras.deviceId));
  expect((await backs.join(meeting.id, { mediaEpoch: doras.media?.epoch ?? '' })).state).toBe('joined');
  expect(performance.now() - startMs).toBeLessThan(5_000);
  const annaBack = await WireParticipant.connect(anna.http, through(two, annas.deviceId));
  await annaBack.join(meeting.id, { mediaEpoch: annas.media?.epoch ?? '' });
  await until('both here, hand up', () => backs.participants.every(({ presence }) => presence === 'here'));
  expect(annaBack.participant('Dora')?.handRaisedAtMs).toBeTruthy();
  expect(annaBack.participantId).toBe(annas.participantId);
  await stopping;
});
