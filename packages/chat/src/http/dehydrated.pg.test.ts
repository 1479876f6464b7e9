import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type MatrixClient, type House } from '../testing/house.ts';

const base = '/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device';
let house: House;
let alice: MatrixClient;
let bob: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
  [alice, bob] = [await house.client('alice'), await house.client('bob')];
});
afterAll(() => house?.close());

const dehydrated = (deviceId: string) => ({
  ...{ device_id: deviceId, device_data: { algorithm: 'org.matrix.msc3814.v2', device_pickle: 'sealed' } },
  ...{ initial_device_display_name: 'Wartend' },
  device_keys: { user_id: alice.userId, device_id: deviceId, algorithms: [], keys: { [`ed25519:${deviceId}`]: 'k' }, signatures: {} },
  one_time_keys: { 'signed_curve25519:A': { key: 'once' } },
  fallback_keys: { 'signed_curve25519:F': { key: 'again', fallback: true } },
});
const devicesSeenBy = async (who: MatrixClient): Promise<string[]> => {
  const { device_keys } = await who.must('POST', '/keys/query', { device_keys: { [alice.userId]: [] } });
  return Object.keys((device_keys as Record<string, object>)[alice.userId] ?? {});
};
const write = (deviceId: string, transaction: string, body: string) =>
  bob.must('PUT', `/sendToDevice/m.room.encrypted/${transaction}`, { messages: { [alice.userId]: { [deviceId]: { body } } } });

test('a device that waits receives keys while nobody is there, is read from the beginning, and goes', async () => {
  expect((await alice.ask('GET', base)).body).toMatchObject({ errcode: 'M_NOT_FOUND' });
  expect(await alice.must('PUT', base, dehydrated('WAITING'))).toEqual({ device_id: 'WAITING' });
  expect(await alice.must('GET', base)).toEqual({ device_id: 'WAITING', device_data: dehydrated('WAITING').device_data });
  expect(await devicesSeenBy(bob)).toEqual(['WAITING']);
  const claimed = await bob.must('POST', '/keys/claim', { one_time_keys: { [alice.userId]: { WAITING: 'signed_curve25519' } } });
  expect(claimed['one_time_keys']).toEqual({ [alice.userId]: { WAITING: { 'signed_curve25519:A': { key: 'once' } } } });

  for (const [at, text] of ['erste', 'zweite'].entries()) await write('WAITING', `w${at}`, text);
  const first = await alice.must('POST', `${base}/WAITING/events`, {});
  expect(first['events']).toEqual(['erste', 'zweite'].map((body) => ({ sender: bob.userId, type: 'm.room.encrypted', content: { body } })));
  expect(await alice.must('POST', `${base}/WAITING/events`, { next_batch: first['next_batch'] })).toEqual({
    ...{ events: [], next_batch: first['next_batch'] },
  });
  // Broken off and begun again: nothing is lost.
  expect((await alice.must('POST', `${base}/WAITING/events`, {}))['events']).toHaveLength(2);
  expect((await alice.ask('POST', `${base}/OTHER/events`, {})).body).toMatchObject({ errcode: 'M_NOT_FOUND' });
  expect((await bob.ask('POST', `${base}/WAITING/events`, {})).body).toMatchObject({ errcode: 'M_NOT_FOUND' });

  expect(await alice.must('DELETE', base)).toEqual({ device_id: 'WAITING' });
  expect((await alice.ask('GET', base)).status).toBe(404);
  expect(await devicesSeenBy(bob)).toEqual([]);
});

test('another one takes its place, a wrong one does not, and a real device is none', async () => {
  await alice.must('PUT', base, dehydrated('FIRST'));
  await alice.must('PUT', base, dehydrated('SECOND'));
  expect(await devicesSeenBy(bob)).toEqual(['SECOND']);
  const foreign = { ...dehydrated('THIRD'), device_keys: dehydrated('FOURTH').device_keys };
  expect((await alice.ask('PUT', base, foreign)).body).toMatchObject({ errcode: 'M_INVALID_PARAM' });
  expect((await alice.ask('PUT', base, dehydrated(alice.deviceId))).body).toMatchObject({ errcode: 'M_INVALID_PARAM' });
  expect((await alice.ask('PUT', base, { device_id: 'X' })).body).toMatchObject({ errcode: 'M_BAD_JSON' });
  expect(await alice.must('GET', base)).toMatchObject({ device_id: 'SECOND' });
  expect(await devicesSeenBy(bob)).toEqual(['SECOND']);
});
