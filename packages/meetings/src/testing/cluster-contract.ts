import type { Bus } from '@saal/foundation';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openEstate, openHouse, type Estate, type House } from './house.ts';
import type { SkippingClock } from './skipping-clock.ts';
import { until, type TestClient } from './test-client.ts';
import { admit } from './three-inside.ts';

/** Where the conductor of a meeting is, by the lease. */
async function conducting(houses: readonly House[], meetingId: string): Promise<House | undefined> {
  const [first] = houses;
  if (!first) return undefined;
  const { rows } = await sql<{ conductor: string }>`select conductor from meetings.lease where meeting_id = ${meetingId}`.execute(first.db);
  const conductor = rows[0]?.conductor;
  return houses.find(({ server }) => server === conductor);
}

/** Several servers, one cluster: what has to hold whatever the bus is. @param bus a new member of it */
export function clusterContract(bus: (clock: SkippingClock) => Promise<Bus>): void {
  let estate: Estate & { close(): Promise<void> };
  const houses: House[] = [];
  const open = async (): Promise<House> => {
    const house = await openHouse(estate);
    houses.push(house);
    return house;
  };
  beforeAll(async () => {
    estate = await openEstate(bus);
  });
  afterEach(async () => {
    for (const house of houses.splice(0)) await house.close();
  });
  afterAll(() => estate.close());

  /** Alice on the server that conducts, Bob on another, Carol (a guest) on a third. */
  const threeServers = async (): Promise<{
    id: string;
    servers: [House, House, House];
    alice: TestClient;
    bob: TestClient;
    carol: TestClient;
  }> => {
    const servers: [House, House, House] = [await open(), await open(), await open()];
    const [first, second, third] = servers;
    const { id } = await first.meetingOf('Alice');
    const alice = await first.connect('person=Alice');
    await alice.join(id);
    const bob = await second.connect('person=Bob');
    await bob.join(id);
    const carol = await third.connect('guest=carol');
    expect(await carol.join(id, { name: 'Carol' })).toMatchObject({ state: 'waiting' });
    await admit(alice, 'Carol');
    await carol.next('lobby.admitted');
    await carol.join(id, { name: 'Carol' });
    await until('all to see all', () => [alice, bob, carol].every((one) => one.names.length === 3));
    expect(await conducting(servers, id)).toBe(first);
    return { id, servers, alice, bob, carol };
  };

  test('the media of each person is wanted at the site of the server they are connected to', async () => {
    const [near, far] = [await openHouse(estate, 'bonn'), await openHouse(estate, 'berlin')];
    houses.push(near, far);
    const { id } = await near.meetingOf('Alice');
    const alice = await near.connect('person=Alice');
    await alice.join(id);
    const bob = await far.connect('person=Bob');
    await bob.join(id);
    const room = near.media.rooms.get(alice.view.meeting.id);
    expect([alice, bob].map(({ deviceId }) => room?.peer(deviceId)?.site)).toEqual(['bonn', 'berlin']);
  });

  test('people on three servers are in one meeting: roster, hands, lobby, roles, removal and end', async () => {
    const { id, servers, alice, bob, carol } = await threeServers();
    for (const one of [alice, bob, carol]) expect(one.names.sort()).toEqual(['Alice', 'Bob', 'Carol']);
    await carol.ask('meeting.set-hand', { raised: true });
    await until('the hand, everywhere', () => [alice, bob].every((one) => one.person('Carol')?.handRaisedAtMs));
    expect(await bob.refusal('meeting.mute', { participantId: carol.id })).toBe('right_missing');
    await alice.ask('meeting.set-role', { participantId: bob.id, role: 'co-host' });
    await until('all to know', () => [alice, bob].every((one) => one.person('Bob')?.role === 'co-host'));
    const dora = await servers[2].connect('guest=dora');
    await dora.join(id, { name: 'Dora' });
    await admit(bob, 'Dora');
    await dora.next('lobby.admitted');
    await dora.join(id, { name: 'Dora' });
    await bob.ask('meeting.remove', { participantId: dora.id, keepOut: true });
    expect(await dora.next('meeting.gone')).toMatchObject({ reason: 'removed', byName: 'Bob' });
    await until('the connection to end', () => dora.closed === 1000);
    const again = await servers[0].connect('guest=dora');
    expect(await again.joinRefusal(id, { name: 'Dora' })).toBe('removed_from_meeting');
    await alice.ask('meeting.end', {});
    for (const one of [bob, carol]) expect(await one.next('meeting.gone')).toMatchObject({ reason: 'ended' });
    await until('all connections to end', () => [alice, bob, carol].every(({ closed }) => closed === 1000));
  });

  test('what one is told comes whole and in order, and a request after leaving is refused', async () => {
    const { alice, bob } = await threeServers();
    const raised = [true, false, true, false, true];
    // All at once, from another server: the order they were sent in is the order they happen in.
    await Promise.all(raised.map((up) => bob.ask('meeting.set-hand', { raised: up })));
    await until('the last of them, on both', () => [alice, bob].every((one) => one.person('Bob')?.handRaisedAtMs));
    expect(bob.person('Bob')?.handRaisedAtMs).toBe(alice.person('Bob')?.handRaisedAtMs);
    await bob.ask('meeting.leave', {});
    await until('Bob gone', () => !alice.person('Bob') && bob.closed === 1000);
  });

  test('strange data and passcodes are checked the same on every server', async () => {
    const [first, second] = [await open(), await open()];
    const { id, passcode } = await first.meetingOf('Alice', { passcodeByLink: true, lobbyBypass: 'everyone' });
    const alice = await first.connect('person=Alice');
    await alice.join(id);
    const carol = await second.connect('guest=carol-passcode');
    expect(await carol.refusal('meeting.join', { meetingId: id })).toBe('bad_request');
    expect(await carol.joinRefusal(id, { name: 'Carol' })).toBe('passcode_needed');
    expect(await carol.joinRefusal(id, { name: 'Carol', passcode: '000000' === passcode ? '111111' : '000000' })).toBe('passcode_wrong');
    expect(await carol.join(id, { name: 'Carol', passcode })).toMatchObject({ state: 'joined' });
    expect(await carol.refusal('meeting.set-hand', { raised: 'yes' })).toBe('bad_request');
    expect(await carol.refusal('meeting.no-such-thing', {})).toBe('unknown_method');
  });

  test('who lost the connection comes back through another server, as the same participant', async () => {
    const { id, servers, alice, bob } = await threeServers();
    const { id: bobId } = bob;
    bob.cut();
    await until('Bob reconnecting', () => alice.person('Bob')?.presence === 'reconnecting');
    const back = await servers[2].connect('person=Bob', bob.deviceId);
    await back.join(id);
    expect(back.id).toBe(bobId);
    await until('Bob here', () => alice.person('Bob')?.presence === 'here');
    const here = await servers[0].connect('person=Bob', bob.deviceId);
    await here.join(id);
    expect(await back.next('meeting.gone')).toMatchObject({ reason: 'replaced' });
    await until('the older connection to end', () => back.closed === 4409);
  });

  test('signing out on any server ends the stay on all', async () => {
    const { servers, alice, bob } = await threeServers();
    servers[2].accounts.signOut('Bob');
    await until('Bob out', () => bob.closed === 4401 && !alice.person('Bob'));
    expect(alice.closed).toBeUndefined();
  });

  test('a sign-out that could not be told is noticed within a minute', async () => {
    const { servers, alice, bob } = await threeServers();
    for (const { accounts } of servers) accounts.signedOut.add('Bob');
    estate.clock.skip(60_000);
    await until('Bob out', () => bob.closed === 4401);
    expect(alice.closed).toBeUndefined();
  });

  test('a plan changed or a meeting deleted on another server reaches those inside', async () => {
    const { id, servers, alice, bob } = await threeServers();
    expect((await servers[1].request('person=Alice', 'PATCH', `/api/meetings/${id}`, { title: 'Haushalt' })).status).toBe(200);
    await until('the new title', () => [alice, bob].every((one) => one.view.meeting.title === 'Haushalt'));
    expect((await servers[2].request('person=Alice', 'DELETE', `/api/meetings/${id}`)).status).toBe(204);
    for (const one of [alice, bob]) expect(await one.next('meeting.gone')).toMatchObject({ reason: 'ended' });
  });

  test('a server that stops sends its people elsewhere, and the meeting goes on there as it was', async () => {
    const { id, servers, alice, bob, carol } = await threeServers();
    await carol.ask('meeting.set-hand', { raised: true });
    const stopping = servers[0].meetings.close();
    // All of them are told to come again, wherever their socket is; who comes at once finds the meeting, too.
    await until('all told', () => [alice, bob, carol].every(({ closed }) => closed === 1001));
    const back = await servers[1].connect('person=Bob', bob.deviceId);
    expect(await back.join(id, { mediaEpoch: 'former' })).toMatchObject({ state: 'joined' });
    await stopping;
    expect(await conducting(servers, id)).toBe(servers[1]);
    expect(back.person('Carol')).toMatchObject({ presence: 'reconnecting' });
    expect(back.person('Carol')?.handRaisedAtMs).toBeTruthy();
    const aliceBack = await servers[2].connect('person=Alice', alice.deviceId);
    await aliceBack.join(id, { mediaEpoch: 'former' });
    await until('Alice here', () => back.person('Alice')?.presence === 'here');
  });

  test('people of a server that stops are away for the others until they come through another one', async () => {
    const { id, servers, alice, bob } = await threeServers();
    await servers[1].meetings.close();
    expect(bob.closed === undefined || bob.closed === 1001).toBe(true);
    await until('Bob reconnecting', () => alice.person('Bob')?.presence === 'reconnecting');
    const back = await servers[2].connect('person=Bob', bob.deviceId);
    await back.join(id);
    await until('Bob here', () => alice.person('Bob')?.presence === 'here');
  });

  test('a server that loses the bus: its people come again elsewhere, its own meetings go on, what needs others is not ready', async () => {
    const { id, servers, alice, bob, carol } = await threeServers();
    const own = await servers[1].meetingOf('Erik');
    const erik = await servers[1].connect('person=Erik');
    await erik.join(own.id);
    await servers[1].bus.close();
    await until('Bob told to come again', () => bob.closed === 1012);
    await until('Bob reconnecting', () => alice.person('Bob')?.presence === 'reconnecting');
    expect([alice.closed, carol.closed, erik.closed]).toEqual([undefined, undefined, undefined]);
    await erik.ask('meeting.set-hand', { raised: true });
    const lost = await servers[1].connect('person=Bob', bob.deviceId);
    expect(await lost.joinRefusal(id)).toBe('not_ready');
    const back = await servers[2].connect('person=Bob', bob.deviceId);
    await back.join(id);
    await until('Bob here', () => alice.person('Bob')?.presence === 'here');
  });
}
