/** The database goes away in a running meeting and comes back: sound and picture go on, what has to be stored is refused, nobody is put out. */
import { WIRE_VERSION } from '@saal/protocol';
import {
  createGuest,
  openTransports,
  produce,
  startOwnDatabase,
  until,
  untilMediaFlows,
  WireParticipant,
  type HttpClient,
  type OwnDatabase,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openDoors, startCast, type Cast } from './cast.ts';

let database: OwnDatabase;
let cast: Cast;

beforeAll(async () => {
  database = await startOwnDatabase();
  cast = await startCast({ env: { DATABASE_URL: database.url } });
});
afterAll(async () => {
  await cast?.end();
  await database?.stop();
});

/** Leases last 15 s and are renewed every 4 s: after so many failures they have run out. */
const FAILED_RENEWALS = 5;
const names = ['Anna Huber', 'Bob Maier', 'Carol Schmid'];

test(
  'while the database is away media flows and nobody is put out; when it is back everything works again by itself',
  { timeout: 240_000 },
  async () => {
    const meeting = await cast.meeting('Haushaltsausschuss', openDoors);
    const context = { cameraPx: { width: 320, height: 180 } };
    const anna = await cast.openAnna(context);
    const bob = await cast.openGuest('Bob Maier', context);
    const screens = [
      await enter(anna, meeting, { guest: false, microphone: true, camera: true }),
      await enter(bob, meeting, { microphone: true, camera: true }),
    ];
    const onTheWire = async (http: HttpClient, name: string): Promise<WireParticipant> => {
      const participant = await WireParticipant.connect(http);
      await participant.join(meeting.id, { name });
      return participant;
    };
    const carol = await onTheWire(await createGuest(cast.saal.baseUrl), 'Carol Schmid');
    const { send } = await openTransports(carol);
    const microphone = await produce(carol, send, 'microphone');
    const annasSecond = await onTheWire(cast.anna.http, 'Anna Huber');
    const flowing = (when: string): Promise<unknown> =>
      Promise.all([anna, bob].map(({ page, name }) => untilMediaFlows(page, { videos: 1, audios: 1 }, { what: `${name} ${when}` })));
    const seen = (participant: WireParticipant) =>
      participant.participants.map(({ name, role, handRaisedAtMs, presence }) => ({ name, role, hand: handRaisedAtMs !== null, presence }));
    const everybody = (bobsRole: 'participant' | 'co-host') => [
      { name: 'Anna Huber', role: 'host', hand: false, presence: 'here' },
      { name: 'Bob Maier', role: bobsRole, hand: false, presence: 'here' },
      { name: 'Carol Schmid', role: 'participant', hand: true, presence: 'here' },
    ];
    await carol.request('meeting.set-hand', { raised: true });
    await until('all to see the hand', () => [carol, annasSecond].every((one) => one.participant('Carol Schmid')?.handRaisedAtMs !== null));
    await flowing('before');
    const server = cast.saal.pid;

    await database.goAway();
    // What has to be stored is refused, by a code that says to come again.
    expect(await carol.refusal('meeting.set-hand', { raised: false })).toBe('not_ready');
    const bobsId = carol.participant('Bob Maier')?.id;
    expect(await annasSecond.refusal('meeting.set-role', { participantId: bobsId, role: 'co-host' })).toBe('not_ready');
    const planning = await cast.anna.http.request('POST', '/api/meetings', { body: { kind: 'instant' } });
    expect([planning.status, planning.json]).toMatchObject([503, { error: { code: 'not_ready' } }]);
    expect((await fetch(`${cast.saal.baseUrl}/readyz`)).status).toBe(503);
    const early = await WireParticipant.connect(await createGuest(cast.saal.baseUrl));
    const knock = { wireVersion: WIRE_VERSION, meetingId: meeting.id, deviceId: early.deviceId, name: 'Emil Early' };
    expect(await early.refusal('meeting.join', knock)).toBe('not_ready');
    // What is not stored goes on: a reaction, one's own microphone.
    await carol.request('meeting.react', { reaction: 'clap' });
    await annasSecond.next('meeting.reaction');
    await carol.request('media.pause-producer', { producerId: microphone });
    await until('the leases to have run out', () => cast.saal.logs.split('leases could not be renewed').length > FAILED_RENEWALS, {
      timeoutMs: 60_000,
    });
    await flowing('without a database');
    for (const screen of screens) await screen.untilNames(names);
    for (const one of [carol, annasSecond]) expect(seen(one)).toEqual(everybody('participant'));

    await database.comeBack();
    await until('a role to be given again', async () => {
      return (await annasSecond.refusal('meeting.set-role', { participantId: bobsId, role: 'co-host' })) === undefined;
    });
    await until('all to see the role', () => [carol, annasSecond].every((one) => one.participant('Bob Maier')?.role === 'co-host'));
    await until('the server to say that it is ready', async () => (await fetch(`${cast.saal.baseUrl}/readyz`)).ok);
    const emil = await onTheWire(early.http, 'Emil Early');
    await emil.request('meeting.leave', {});
    await flowing('with the database back');
    for (const one of [carol, annasSecond]) await until('all to be as they were', () => seen(one).length === names.length);
    for (const one of [carol, annasSecond]) expect(seen(one)).toEqual(everybody('co-host'));
    expect([cast.saal.pid, carol.closed, annasSecond.closed]).toEqual([server, undefined, undefined]);

    // Nothing that was acknowledged is lost, nothing that was refused is there: the state is rebuilt from what is stored.
    await cast.saal.kill9();
    await Promise.all([anna, bob].map((person) => person.close()));
    await cast.saal.restart();
    const again = await onTheWire(carol.http, 'Carol Schmid');
    expect(seen(again).map(({ name, role, hand }) => ({ name, role, hand }))).toEqual(
      everybody('co-host').map(({ name, role, hand }) => ({ name, role, hand })),
    );
  },
);
