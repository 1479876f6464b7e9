import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, openHouse, text, words, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
  [alice, bob] = [await house.client('alice'), await house.client('bob')];
});
afterAll(() => house?.close());

async function sharedRoom(): Promise<string> {
  const room = await alice.makeRoom({ invite: [bob.userId] });
  await bob.join(room);
  for (const client of [alice, bob]) {
    client.since = undefined;
    await client.sync();
  }
  return room;
}

test('who waits is answered with the word that comes, not after the time', async () => {
  const room = await sharedRoom();
  const waiting = bob.sync({ timeoutMs: 30_000 });
  await alice.send(room, 'jetzt');
  expect(words((await waiting).rooms?.join?.[room])).toEqual(['jetzt']);
});

test('who waits in vain is answered empty after the time, with a token that loses nothing', async () => {
  const room = await sharedRoom();
  const { rooms, account_data, to_device, device_lists } = await bob.sync({ timeoutMs: 300 });
  expect({ rooms, account_data, to_device, device_lists }).toEqual({});
  await alice.send(room, 'danach');
  expect(words((await bob.sync()).rooms?.join?.[room])).toEqual(['danach']);
});

test('whatever is said at the same time by many, everybody reads all of it once and in the same order', async () => {
  const room = await sharedRoom();
  const second = await house.secondServer();
  const elsewhere = await house.client('bob', { server: second });
  await elsewhere.sync();
  const read: Record<string, string[]> = { alice: [], elsewhere: [] };
  let finished = false;
  const follow = async (name: string, client: MatrixClient): Promise<void> => {
    while (!finished || (read[name]?.length ?? 0) < 60) {
      const answer = await client.sync({ timeoutMs: 2_000, filter: { room: { timeline: { limit: 100 } } } });
      read[name]?.push(...words(answer.rooms?.join?.[room]));
    }
  };
  const followers = [follow('alice', alice), follow('elsewhere', elsewhere)];
  const writers = [alice, elsewhere, bob].map(async (client, who) => {
    for (let n = 0; n < 20; n++) await client.send(room, `${who}/${n}`);
  });
  await Promise.all(writers);
  finished = true;
  await Promise.all(followers);
  expect(new Set(read['alice']).size).toBe(60);
  expect(read['alice']).toHaveLength(60);
  expect(read['elsewhere']).toEqual(read['alice']);
  for (const who of [0, 1, 2])
    expect(read['alice']?.filter((word) => word.startsWith(`${who}/`))).toEqual(Array.from({ length: 20 }, (_, n) => `${who}/${n}`));
});

test('how far one has read is told to others, and counts what is unread', async () => {
  const room = await sharedRoom();
  await alice.send(room, 'eins');
  const second = await alice.send(room, 'zwei');
  await alice.send(room, 'drei');
  const before = (await bob.sync()).rooms?.join?.[room];
  expect(before?.unread_notifications).toMatchObject({ notification_count: 3 });
  await bob.must('POST', at(room, `receipt/m.read/${second}`), {});
  expect((await bob.sync()).rooms?.join?.[room]?.unread_notifications).toMatchObject({ notification_count: 1 });
  const told = (await alice.sync()).rooms?.join?.[room]?.ephemeral?.events.find(({ type }) => type === 'm.receipt');
  expect(JSON.stringify(told?.content[second])).toMatch(/^\{"m.read":\{"@bob:stadt.example":\{"ts":\d+\}\}\}$/);
});

test('a private receipt is told to nobody else, and none goes backwards', async () => {
  const room = await sharedRoom();
  const first = await alice.send(room, 'eins');
  const second = await alice.send(room, 'zwei');
  await alice.sync();
  await bob.must('POST', at(room, `receipt/m.read.private/${second}`), {});
  await bob.must('POST', at(room, `receipt/m.read.private/${first}`), {});
  expect(JSON.stringify(await alice.sync({ timeoutMs: 200 }))).not.toContain('m.receipt');
  const own = await bob.sync();
  expect(JSON.stringify(own.rooms?.join?.[room]?.ephemeral)).toContain(second);
  expect(own.rooms?.join?.[room]?.unread_notifications).toMatchObject({ notification_count: 0 });
});

test('who types is told, and when they stop', async () => {
  const room = await sharedRoom();
  const path = at(room, `typing/${encodeURIComponent(alice.userId)}`);
  const typing = async () => {
    const events = (await bob.sync({ timeoutMs: 5_000 })).rooms?.join?.[room]?.ephemeral?.events ?? [];
    return events.find(({ type }) => type === 'm.typing')?.content['user_ids'];
  };
  await alice.must('PUT', path, { typing: true, timeout: 20_000 });
  expect(await typing()).toEqual([alice.userId]);
  await alice.must('PUT', path, { typing: false });
  expect(await typing()).toEqual([]);
  expect((await bob.ask('PUT', path, { typing: true })).status).toBe(403); // for somebody else
});

test('what a client keeps comes back to all clients of the person, and to nobody else', async () => {
  const room = await sharedRoom();
  const own = `/user/${encodeURIComponent(alice.userId)}`;
  await alice.must('PUT', `${own}/account_data/m.direct`, { [bob.userId]: [room] });
  await alice.must('PUT', `${own}/rooms/${encodeURIComponent(room)}/account_data/m.tag`, { tags: { 'm.favourite': { order: 1 } } });
  const answer = await alice.sync();
  expect(answer.account_data?.events).toContainEqual({ type: 'm.direct', content: { [bob.userId]: [room] } });
  expect(answer.rooms?.join?.[room]?.account_data?.events[0]).toMatchObject({ type: 'm.tag' });
  expect(await alice.must('GET', `${own}/account_data/m.direct`)).toEqual({ [bob.userId]: [room] });
  expect((await bob.ask('GET', `${own}/account_data/m.direct`)).status).toBe(403);
  expect(JSON.stringify(await bob.sync())).not.toContain('m.direct');
});

test("a stored filter is used, and is its owner's alone", async () => {
  const room = await sharedRoom();
  const { filter_id } = await alice.must('POST', `/user/${encodeURIComponent(alice.userId)}/filter`, {
    room: { timeline: { types: ['m.room.message'], limit: 2 } },
  });
  await alice.must('PUT', at(room, 'state/m.room.name'), { name: 'Rat' });
  await alice.send(room, 'Wort');
  const answer = await alice.must('GET', `/sync?since=${alice.since}&filter=${text(filter_id)}`);
  expect(JSON.stringify(answer['rooms'])).toContain('Wort');
  expect(JSON.stringify(answer['rooms'])).not.toContain('m.room.name');
  expect((await bob.ask('GET', `/sync?filter=${text(filter_id)}`)).status).toBe(400);
});

test.each(['x', 's1', 's99999999999999999999_0', "s1_0'; drop table chat.event; --"])(
  'a token of nobody (%s) is refused',
  async (token) => {
    expect((await alice.ask('GET', `/sync?since=${encodeURIComponent(token)}`)).body).toMatchObject({ errcode: 'M_INVALID_PARAM' });
  },
);

test('coming in again is told whole: with the state, and the words of then', async () => {
  const room = await sharedRoom();
  await bob.must('POST', at(room, 'leave'), {});
  await bob.sync();
  await alice.send(room, 'ohne Bob');
  await alice.must('POST', at(room, 'invite'), { user_id: bob.userId });
  await bob.join(room);
  const section = (await bob.sync()).rooms?.join?.[room];
  const types = [...(section?.state?.events ?? []), ...(section?.timeline?.events ?? [])].map(({ type }) => type);
  expect(types).toContain('m.room.create');
  expect(words(section)).toEqual(['ohne Bob']); // shared history, and he came back
});
