import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { at, openHouse, text, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;
let carol: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
  [alice, bob, carol] = [await house.client('alice'), await house.client('bob'), await house.client('carol')];
});
afterAll(() => house?.close());

interface Found {
  count: number;
  highlights: string[];
  next_batch?: string;
  results: { rank: number; result: { event_id: string; content: { body?: string } }; context?: JsonObject }[];
  groups?: Record<string, Record<string, { results: string[]; order: number; next_batch?: string }>>;
  state?: Record<string, { type: string }[]>;
}
const search = async (client: MatrixClient, term: string, more: object = {}, from?: string): Promise<Found> => {
  const path = from === undefined ? '/search' : `/search?next_batch=${encodeURIComponent(from)}`;
  const answer = await client.must('POST', path, {
    search_categories: { room_events: { search_term: term, order_by: 'recent', ...more } },
  });
  return (answer['search_categories'] as unknown as { room_events: Found }).room_events;
};
const bodies = ({ results }: Found): (string | undefined)[] => results.map(({ result }) => result.content.body);
const edit = async (client: MatrixClient, room: string, eventId: string, body: string): Promise<string> => {
  const content = {
    msgtype: 'm.text',
    body: `* ${body}`,
    'm.new_content': { msgtype: 'm.text', body },
    'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
  };
  return text((await client.must('PUT', at(room, `send/m.room.message/e${Math.random()}`), content))['event_id']);
};

test('messages are found by the beginnings of their words, newest first, with what was said around them', async () => {
  const room = await alice.makeRoom({ invite: [bob.userId] });
  await bob.join(room);
  await alice.send(room, 'Die Müllabfuhr kommt später');
  await bob.send(room, 'Welche Müllabfuhr?');
  await bob.send(room, 'Ach so');
  const found = await search(bob, 'muellabfuhr', { event_context: { before_limit: 1, after_limit: 1, include_profile: true } });
  expect(bodies(found)).toEqual(['Welche Müllabfuhr?', 'Die Müllabfuhr kommt später']);
  expect(found).toMatchObject({ count: 2, highlights: ['müllabfuhr'] });
  expect(found.results[0]?.context).toMatchObject({
    events_before: [{ content: { body: 'Die Müllabfuhr kommt später' } }],
    events_after: [{ content: { body: 'Ach so' } }],
    profile_info: { [alice.userId]: { displayname: 'Alice' }, [bob.userId]: { displayname: 'Bob' } },
  });
  expect((await search(carol, 'Müllabfuhr')).results).toEqual([]);
});

test('an edited message is found by what it says now, a redacted one not at all', async () => {
  const room = await alice.makeRoom();
  const said = await alice.send(room, 'Treffpunkt Rathaus');
  const second = await edit(alice, room, said, 'Treffpunkt Bibliothek');
  expect((await search(alice, 'Rathaus')).count).toBe(0);
  const found = await search(alice, 'Bibliothek');
  expect(found.results.map(({ result }) => result.event_id)).toEqual([said]);
  await alice.must('PUT', at(room, `redact/${second}/x1`), {});
  expect((await search(alice, 'Bibliothek')).count).toBe(0);
  expect((await search(alice, 'Rathaus')).count).toBe(1);
  await alice.must('PUT', at(room, `redact/${said}/x2`), {});
  expect((await search(alice, 'Treffpunkt')).count).toBe(0);
});

test('nobody words the messages of others anew', async () => {
  const room = await alice.makeRoom({ preset: 'public_chat' });
  await bob.join(room);
  const said = await alice.send(room, 'Original bleibt');
  await edit(bob, room, said, 'Gefaelscht');
  expect((await search(alice, 'Gefaelscht')).count).toBe(0);
  expect((await search(alice, 'Original')).count).toBe(1);
});

test.each([
  ['shared', 2],
  ['joined', 1],
])('with the history %s a newcomer finds %i', async (visibility, count) => {
  const word = `Sichtbar${visibility}`;
  const state = [{ type: 'm.room.history_visibility', content: { history_visibility: visibility } }];
  const room = await alice.makeRoom({ preset: 'public_chat', initial_state: state });
  await alice.send(room, `${word} davor`);
  await bob.join(room);
  await alice.send(room, `${word} danach`);
  expect((await search(bob, word)).count).toBe(count);
  expect((await search(bob, word)).results).toHaveLength(count);
});

test('who left finds what was said until then: not what came later, and not what an edit made of it', async () => {
  const room = await alice.makeRoom({ invite: [bob.userId] });
  await bob.join(room);
  const said = await alice.send(room, 'Zwischenstand gruen');
  await bob.must('POST', at(room, 'leave'), {});
  await alice.send(room, 'Zwischenstand gelb');
  expect(bodies(await search(bob, 'Zwischenstand'))).toEqual(['Zwischenstand gruen']);
  await edit(alice, room, said, 'Zwischenstand rot');
  for (const word of ['rot', 'gelb']) expect((await search(bob, `Zwischenstand ${word}`)).count).toBe(0);
  await bob.must('POST', at(room, 'forget'), {});
  expect((await search(bob, 'Zwischenstand')).count).toBe(0);
});

test('page by page everything is found once, in both orders', async () => {
  const room = await alice.makeRoom();
  for (let n = 0; n < 7; n++) await alice.send(room, `Kapitel ${n} ${n % 2 === 0 ? 'Kapitelende' : ''}`);
  for (const order_by of ['recent', 'rank']) {
    const seen: string[] = [];
    let from: string | undefined;
    do {
      const page = await search(alice, 'Kapitel', { order_by, filter: { limit: 3 } }, from);
      expect(page.count).toBe(7);
      seen.push(...page.results.map(({ result }) => result.event_id));
      from = page.next_batch;
    } while (from !== undefined);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  }
});

test('the best comes first by rank, whatever is newer', async () => {
  const room = await alice.makeRoom();
  await alice.send(room, 'Brandschutz');
  await alice.send(room, 'Brandschutzordnung');
  expect(bodies(await search(alice, 'brandschutz', { order_by: 'rank' }))[0]).toBe('Brandschutz');
  expect(bodies(await search(alice, 'brandschutz', { order_by: 'recent' }))[0]).toBe('Brandschutzordnung');
});

test('filters narrow: rooms, people, keys; groups and state are told on wish', async () => {
  const [one, two] = [await alice.makeRoom({ name: 'Fuhrpark eins' }), await alice.makeRoom({ name: 'anders', invite: [bob.userId] })];
  await bob.join(two);
  await alice.send(one, 'Fuhrpark von Alice');
  const his = await bob.send(two, 'Fuhrpark von Bob');
  expect((await search(alice, 'Fuhrpark')).count).toBe(3); // the name of the room as well
  expect((await search(alice, 'Fuhrpark', { keys: ['content.name'] })).count).toBe(1);
  expect((await search(alice, 'Fuhrpark', { filter: { rooms: [two] } })).count).toBe(1);
  expect((await search(alice, 'Fuhrpark', { filter: { not_rooms: [two] } })).count).toBe(2);
  expect((await search(alice, 'Fuhrpark', { filter: { senders: [bob.userId] } })).count).toBe(1);
  expect((await search(alice, 'Fuhrpark', { filter: { not_senders: [alice.userId] } })).results[0]?.result.event_id).toBe(his);
  const grouped = await search(alice, 'Fuhrpark', {
    groupings: { group_by: [{ key: 'room_id' }, { key: 'sender' }] },
    filter: { limit: 1 },
    include_state: true,
  });
  expect(grouped.groups?.['room_id']?.[two]).toMatchObject({ results: [his], order: 1 });
  expect(grouped.groups?.['sender']?.[bob.userId]?.results).toEqual([his]);
  expect(grouped.state?.[two]?.some(({ type }) => type === 'm.room.create')).toBe(true);
  const next = grouped.groups?.['room_id']?.[two]?.next_batch;
  expect((await search(alice, 'Fuhrpark', {}, next)).results).toEqual([]); // nothing more in that room
});

test('sealed messages are not found, signs are nothing to look for, and nonsense is refused', async () => {
  const room = await alice.makeRoom();
  await alice.must('PUT', at(room, 'send/m.room.encrypted/c1'), {
    algorithm: 'm.megolm.v1.aes-sha2',
    ciphertext: 'geheimwort',
    body: 'geheimwort',
  });
  expect((await search(alice, 'geheimwort')).count).toBe(0);
  expect(await search(alice, `:* ' | !`)).toMatchObject({ count: 0, results: [] });
  expect(
    (await alice.ask('POST', '/search?next_batch=xx', { search_categories: { room_events: { search_term: 'a' } } })).body,
  ).toMatchObject({ errcode: 'M_INVALID_PARAM' });
  expect((await alice.ask('POST', '/search', { search_categories: { room_events: { search_term: 'a', order_by: 'x' } } })).status).toBe(
    400,
  );
  expect((await alice.ask('POST', '/search', { search_categories: { room_events: {} } })).body).toMatchObject({
    errcode: 'M_MISSING_PARAM',
  });
});
