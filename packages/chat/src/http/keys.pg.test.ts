import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MatrixClient, openHouse, password, text, type House } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;
let carol: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());
beforeEach(async () => {
  // New devices each time: what one test leaves is nothing to the next.
  [alice, bob, carol] = [await house.client('alice'), await house.client('bob'), await house.client('carol')];
});

const deviceKeys = ({ userId, deviceId }: MatrixClient, mark = 'k') => ({
  ...{ user_id: userId, device_id: deviceId, algorithms: ['m.megolm.v1.aes-sha2'] },
  ...{ keys: { [`ed25519:${deviceId}`]: mark }, signatures: { [userId]: { [`ed25519:${deviceId}`]: 's' } } },
});
const oneTime = (...ids: string[]) => Object.fromEntries(ids.map((id) => [`signed_curve25519:${id}`, { key: `key of ${id}` }]));
const claim = async (by: MatrixClient, of: MatrixClient) => {
  const body = { one_time_keys: { [of.userId]: { [of.deviceId]: 'signed_curve25519' } } };
  const answer = await by.must('POST', '/keys/claim', body);
  return (answer['one_time_keys'] as Record<string, Record<string, object>>)[of.userId]?.[of.deviceId];
};
async function sharedRoom(...others: MatrixClient[]): Promise<string> {
  const room = await alice.makeRoom({ preset: 'public_chat' });
  for (const other of others) await other.join(room);
  for (const client of [alice, ...others]) await client.sync();
  return room;
}

test('each one-time key is given out once, the oldest first, also when many ask; then the fallback key, again and again', async () => {
  await bob.must('POST', '/keys/upload', {
    device_keys: deviceKeys(bob),
    one_time_keys: oneTime('A', 'B', 'C'),
    fallback_keys: { 'signed_curve25519:F': { key: 'fallback', fallback: true } },
  });
  expect((await bob.sync()).device_one_time_keys_count).toEqual({ signed_curve25519: 3 });
  expect((await bob.sync()).device_unused_fallback_key_types).toEqual(['signed_curve25519']);
  expect(Object.keys((await claim(alice, bob)) ?? {})).toEqual(['signed_curve25519:A']);
  const both = await Promise.all([claim(alice, bob), claim(carol, bob)]);
  expect(both.map((keys) => Object.keys(keys ?? {})[0]).sort()).toEqual(['signed_curve25519:B', 'signed_curve25519:C']);
  expect(await claim(alice, bob)).toEqual({ 'signed_curve25519:F': { key: 'fallback', fallback: true } });
  expect(await claim(carol, bob)).toEqual({ 'signed_curve25519:F': { key: 'fallback', fallback: true } });
  const after = await bob.sync();
  expect(after.device_one_time_keys_count).toEqual({ signed_curve25519: 0 });
  expect(after.device_unused_fallback_key_types).toEqual([]);
});

test('the same key may come again, another one of that name may not', async () => {
  await bob.must('POST', '/keys/upload', { one_time_keys: oneTime('A') });
  expect(await bob.must('POST', '/keys/upload', { one_time_keys: oneTime('A') })).toEqual({
    one_time_key_counts: { signed_curve25519: 1 },
  });
  const other = { 'signed_curve25519:A': { key: 'another' } };
  expect((await bob.ask('POST', '/keys/upload', { one_time_keys: other })).body).toMatchObject({ errcode: 'M_INVALID_PARAM' });
  expect((await bob.ask('POST', '/keys/upload', { device_keys: deviceKeys(alice) })).body).toMatchObject({ errcode: 'M_INVALID_PARAM' });
});

test('those who share a room are told of new keys, once, and of who left; others are not', async () => {
  const room = await sharedRoom(bob);
  await carol.sync();
  await bob.must('POST', '/keys/upload', { device_keys: deviceKeys(bob) });
  expect((await alice.sync()).device_lists?.changed).toEqual([bob.userId]);
  expect((await alice.sync()).device_lists).toBeUndefined();
  expect((await carol.sync()).device_lists).toBeUndefined();
  const keys = await alice.must('POST', '/keys/query', { device_keys: { [bob.userId]: [] } });
  expect(keys['device_keys']).toMatchObject({ [bob.userId]: { [bob.deviceId]: deviceKeys(bob) } });
  await carol.join(room);
  expect((await alice.sync()).device_lists?.changed).toEqual([carol.userId]);
  await carol.must('POST', `/rooms/${encodeURIComponent(room)}/leave`, {});
  // They may share other rooms of other tests: only who shares none is named.
  const shares = new Set((await alice.must('GET', '/joined_rooms'))['joined_rooms'] as string[]);
  const carols = (await carol.must('GET', '/joined_rooms'))['joined_rooms'] as string[];
  const left = (await alice.sync()).device_lists?.left ?? [];
  expect(left.includes(carol.userId)).toBe(!carols.some((id) => shares.has(id)));
});

test('a signed-out device is gone for all, with its keys', async () => {
  await sharedRoom(bob);
  await bob.must('POST', '/keys/upload', { device_keys: deviceKeys(bob) });
  await alice.sync();
  await bob.must('POST', '/logout', {});
  expect((await alice.sync()).device_lists?.changed).toEqual([bob.userId]);
  const keys = await alice.must('POST', '/keys/query', { device_keys: { [bob.userId]: [bob.deviceId] } });
  expect(keys['device_keys']).toEqual({ [bob.userId]: {} });
});

test('a message to a device comes until the device has it, and once for each request', async () => {
  const path = '/sendToDevice/m.room_key/t1';
  const other = await MatrixClient.signIn(house.first.url, 'bob');
  const body = { messages: { [bob.userId]: { [bob.deviceId]: { n: 1 } } } };
  await bob.sync();
  const before = bob.since;
  const waiting = bob.sync({ timeoutMs: 20_000 });
  await alice.must('PUT', path, body);
  await alice.must('PUT', path, body);
  const first = await waiting;
  expect(first.to_device?.events).toEqual([{ type: 'm.room_key', sender: alice.userId, content: { n: 1 } }]);
  // The answer was lost on the way: asked again from before, it comes again.
  const after = bob.since;
  bob.since = before;
  expect((await bob.sync()).to_device?.events).toHaveLength(1);
  bob.since = after;
  expect((await bob.sync()).to_device).toBeUndefined();
  expect((await other.sync()).to_device).toBeUndefined();
  await alice.must('PUT', '/sendToDevice/m.room_key/t2', { messages: { [bob.userId]: { '*': { n: 2 } } } });
  expect((await bob.sync()).to_device?.events).toHaveLength(1);
  expect((await other.sync()).to_device?.events).toHaveLength(1);
});

test('more messages than fit come in order and none is lost, nor what was said in rooms meanwhile', async () => {
  const devices: MatrixClient[] = [];
  for (let n = 0; n < 3; n++) devices.push(await MatrixClient.signIn(house.first.url, 'alice'));
  await bob.sync();
  // One request for many devices takes many positions; here they are all one person's, so only one of each is for Bob.
  for (let n = 0; n < 130; n++) {
    const from = devices[n % devices.length] ?? alice;
    await from.must('PUT', `/sendToDevice/x/many${n}`, { messages: { [bob.userId]: { [bob.deviceId]: { n } } } }).catch(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_000)); // the flood guard
      await from.must('PUT', `/sendToDevice/x/many${n}`, { messages: { [bob.userId]: { [bob.deviceId]: { n } } } });
    });
  }
  const read: unknown[] = [];
  for (let round = 0; round < 3; round++) read.push(...((await bob.sync()).to_device?.events ?? []).map(({ content }) => content['n']));
  expect(read).toEqual(Array.from({ length: 130 }, (_, n) => n));
});

test('who vouches for whom is seen by oneself, how somebody vouches for themselves by all', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // the flood guard, after the many messages before
  const cross = (client: MatrixClient, mark: string) => ({
    master_key: { user_id: client.userId, usage: ['master'], keys: { [`ed25519:${mark}`]: mark } },
    self_signing_key: { user_id: client.userId, usage: ['self_signing'], keys: { [`ed25519:${mark}s`]: `${mark}s` } },
    user_signing_key: { user_id: client.userId, usage: ['user_signing'], keys: { [`ed25519:${mark}u`]: `${mark}u` } },
  });
  await bob.must('POST', '/keys/device_signing/upload', cross(bob, 'bobmaster'));
  await alice.must('POST', '/keys/signatures/upload', {
    [bob.userId]: {
      bobmaster: { signatures: { [alice.userId]: { 'ed25519:alice': 'vouched' }, [carol.userId]: { 'ed25519:c': 'forged' } } },
    },
  });
  const query = { device_keys: { [bob.userId]: [] } };
  const [toAlice, toCarol] = [await alice.must('POST', '/keys/query', query), await carol.must('POST', '/keys/query', query)];
  expect(JSON.stringify(toAlice['master_keys'])).toContain('vouched');
  expect(JSON.stringify(toAlice)).not.toContain('forged');
  expect(JSON.stringify(toCarol)).not.toContain('vouched');
  expect(toCarol['user_signing_keys']).toEqual({});
  expect(JSON.stringify(toCarol['self_signing_keys'])).toContain('bobmasters');

  // To take the place of the first ones the password is needed once more.
  const asked = await bob.ask('POST', '/keys/device_signing/upload', cross(bob, 'another'));
  const flows = [{ stages: ['m.login.password'] }, { stages: ['eu.saal.login.session'] }];
  expect(asked).toMatchObject({ status: 401, body: { flows } });
  const auth = { type: 'm.login.password', session: 'password' };
  expect(
    (await bob.ask('POST', '/keys/device_signing/upload', { ...cross(bob, 'another'), auth: { ...auth, password: 'falsch' } })).status,
  ).toBe(403);
  await bob.must('POST', '/keys/device_signing/upload', { ...cross(bob, 'another'), auth: { ...auth, password } });
  expect((await bob.ask('POST', '/keys/device_signing/upload', cross(alice, 'x'))).status).toBe(401);
});

test('a device is signed out by another one with the password, and not without', async () => {
  const other = await MatrixClient.signIn(house.first.url, 'bob');
  expect((await bob.ask('DELETE', `/devices/${other.deviceId}`, {})).status).toBe(401);
  expect((await other.ask('GET', '/account/whoami')).status).toBe(200);
  await bob.must('DELETE', `/devices/${other.deviceId}`, { auth: { type: 'm.login.password', password } });
  expect((await other.ask('GET', '/account/whoami')).status).toBe(401);
});

test("of a backup the better key is kept, only the newest is written to, and it is its owner's alone", async () => {
  const { version } = await bob.must('POST', '/room_keys/version', { algorithm: 'm.megolm_backup.v1', auth_data: { public_key: 'p' } });
  const key = (index: number, verified = false) => ({
    ...{ first_message_index: index, forwarded_count: 0, is_verified: verified },
    session_data: { ciphertext: `from ${index}` },
  });
  const path = `/room_keys/keys/!r:x/session?version=${text(version)}`;
  expect(await bob.must('PUT', path, key(5))).toEqual({ etag: '1', count: 1 });
  expect(await bob.must('PUT', path, key(9))).toEqual({ etag: '1', count: 1 }); // heard later: not better
  expect(await bob.must('PUT', path, key(2))).toEqual({ etag: '2', count: 1 });
  expect(await bob.must('PUT', path, key(7, true))).toEqual({ etag: '3', count: 1 });
  expect(await bob.must('GET', path)).toEqual(key(7, true));
  expect(await bob.must('GET', `/room_keys/keys?version=${text(version)}`)).toEqual({
    rooms: { '!r:x': { sessions: { session: key(7, true) } } },
  });
  expect((await alice.ask('GET', path)).status).toBe(404);
  const next = await bob.must('POST', '/room_keys/version', { algorithm: 'm.megolm_backup.v1', auth_data: { public_key: 'q' } });
  expect((await bob.ask('PUT', path, key(0, true))).body).toMatchObject({
    errcode: 'M_WRONG_ROOM_KEYS_VERSION',
    current_version: next['version'],
  });
  await bob.must('DELETE', `/room_keys/version/${text(next['version'])}`);
  expect(await bob.must('GET', '/room_keys/version')).toMatchObject({ version, count: 1, etag: '3' });
});
