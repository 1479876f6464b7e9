import { throwawayDatabase, type ThrowawayDatabase } from '@saal/foundation/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatMigrations } from '../create-chat.ts';
import type { RoomId, UserId } from '../ids.ts';
import type { SearchQuery } from '../search-ports.ts';
import { PostgresSearchIndex } from './search-index.ts';
import { narrowed } from './tables.ts';

let database: ThrowawayDatabase;
/** The same question is answered by the index of words, and by each room from its newest message on. */
let byWords: PostgresSearchIndex;
let byRooms: PostgresSearchIndex;

const [one, two] = ['!eins:x', '!zwei:x'] as RoomId[] as [RoomId, RoomId];
const forEver = Number.MAX_SAFE_INTEGER;

beforeAll(async () => {
  database = await throwawayDatabase([chatMigrations]);
  const db = narrowed(database.db);
  await sql`insert into chat.room (room_id, version, depth, tip, last_stream)
    values ('!eins:x', '11', 1, '{}', 0), ('!zwei:x', '11', 1, '{}', 0), ('!drei:x', '11', 1, '{}', 0)`.execute(db);
  // Position n in room 1 + n mod 3; every second one says "amt", every fifth "amtsblatt".
  await sql`insert into chat.event (stream, event_id, room_nid, depth, type, sender, origin_server_ts, pdu)
    select n, '$' || n, 1 + n % 3, 1, 'm.room.message', case when n % 4 = 0 then '@a:x' else '@b:x' end, n, '{"type":"m.room.message","content":{}}'
    from generate_series(1, 300) n`.execute(db);
  await sql`insert into chat.searchable
    select stream, room_nid, sender, type, case when stream = 150 then 290 else stream end,
      array_to_tsvector(array(select word from (values ('alle'), (case when stream % 2 = 0 then 'amt' end), (case when stream % 5 = 0 then 'amtsblatt' end))
        as said (word) where word is not null))
    from chat.event`.execute(db);
  [byWords, byRooms] = [new PostgresSearchIndex(db, 1_000), new PostgresSearchIndex(db, 0)];
});
afterAll(() => database?.close());

const query = (more: Partial<SearchQuery> = {}): SearchQuery => ({
  ...{
    terms: ['amt'],
    types: ['m.room.message'],
    senders: undefined,
    notSenders: [],
    order: 'recent',
    before: undefined,
    skip: 0,
    limit: 10,
  },
  spans: [one, two].map((roomId) => ({ roomId, after: 0, to: forEver })),
  ...more,
});

test.each<[string, Partial<SearchQuery>, number[]]>([
  ['the newest first', { limit: 4 }, [300, 298, 295, 294]],
  ['older ones next', { limit: 4, before: 295 }, [294, 292, 288, 286]],
  ['all words must be there', { terms: ['amtsblatt', 'alle'], limit: 3 }, [300, 295, 285]],
  ['of one person', { senders: ['@a:x' as UserId], limit: 3 }, [300, 292, 288]],
  ['not of one person', { notSenders: ['@a:x' as UserId], limit: 3 }, [298, 295, 294]],
  ['of a part of the past', { spans: [{ roomId: one, after: 100, to: 120 }] }, [120, 114, 108, 105, 102]],
  ['words of an edit outside of it are not', { spans: [{ roomId: one, after: 140, to: 160 }] }, [156, 144]],
  [
    'but of an edit within another part of it',
    {
      spans: [
        { roomId: one, after: 140, to: 160 },
        { roomId: one, after: 280, to: 291 },
      ],
    },
    [288, 285, 282, 156, 150, 144],
  ],
  ['of another type nothing', { types: ['m.room.name'] }, []],
  ['of no room nothing', { spans: [] }, []],
])('%s', async (_, more, expected) => {
  for (const index of [byWords, byRooms]) expect((await index.find(query(more))).hits.map(({ event }) => event.stream)).toEqual(expected);
});

test('the count is of all pages where the index of words is asked', async () => {
  expect((await byWords.find(query({ limit: 1 }))).count).toBe((await byWords.find(query({ limit: 300 }))).hits.length);
});

test('who says the word itself ranks before who says a longer one, page by page', async () => {
  for (const index of [byWords, byRooms]) {
    const pages = await Promise.all(
      [0, 5].map((skip) => index.find(query({ order: 'rank', skip, limit: 5, spans: [{ roomId: one, after: 240, to: forEver }] }))),
    );
    const streams = pages.flatMap(({ hits }) => hits.map(({ event }) => event.stream));
    expect(new Set(streams).size).toBe(10);
    expect(streams.every((stream) => stream % 2 === 0)).toBe(true); // all with "amt", however new the others are
  }
});
