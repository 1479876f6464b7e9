/** C08, C13, L03 at the edge of chat: hostile words stay words, hostile events and floods cost nobody else anything. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, words, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;
let room: string;

beforeAll(async () => {
  house = await openHouse();
  [alice, bob] = [await house.client('alice'), await house.client('bob')];
  room = await alice.makeRoom({ preset: 'public_chat' });
  await bob.join(room);
  for (const client of [alice, bob]) await client.sync();
});
afterAll(() => house?.close());

const path = (rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;

test('C13: ten thousand mentions are refused, and the room goes on', async () => {
  const userIds = Array.from({ length: 10_000 }, (_, n) => `@p${n}:stadt.example`);
  const body = { msgtype: 'm.text', body: 'alle', 'm.mentions': { user_ids: userIds } };
  expect(await alice.ask('PUT', path('send/m.room.message/many'), body)).toMatchObject({ status: 413, body: { errcode: 'M_TOO_LARGE' } });
  await alice.send(room, 'weiter');
  expect(words((await bob.sync()).rooms?.join?.[room])).toEqual(['weiter']);
});

test('C08: hostile words, reactions and names of rooms come back as they were said, as JSON that no browser takes for a page', async () => {
  const hostile = '<img src=x onerror=alert(1)>\u202e"\'</script>=cmd|calc';
  const eventId = await alice.send(room, hostile);
  await alice.must('PUT', path('send/m.reaction/r1'), { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key: hostile } });
  await alice.must('PUT', path('state/m.room.name/'), { name: hostile });
  const events = (await bob.sync()).rooms?.join?.[room]?.timeline?.events ?? [];
  expect(events.map(({ content }) => content)).toMatchObject([{ body: hostile }, { 'm.relates_to': { key: hostile } }, { name: hostile }]);
  const answer = await fetch(`${house.first.url}/_matrix/client/v3${path('messages?dir=b')}`, {
    headers: { authorization: `Bearer ${bob.token}` },
  });
  expect(answer.headers.get('content-type')).toContain('application/json');
});

test('L03: who floods is told when to come again, and others read and write meanwhile', async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => alice.ask('PUT', path(`send/m.room.message/f${n}`), { msgtype: 'm.text', body: 'Flut' })),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { body } of refused) {
    expect(body).toMatchObject({ errcode: 'M_LIMIT_EXCEEDED' });
    expect(body['retry_after_ms']).toBeGreaterThan(0);
  }
  await bob.send(room, 'ich auch');
  expect(words((await bob.sync()).rooms?.join?.[room])).toContain('ich auch');
});
