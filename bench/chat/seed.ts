/** Years of chat within seconds: people, rooms and messages written by the database itself. What is seeded reads as what was said. */
import type { Database } from '@saal/foundation';
import { sql } from 'kysely';
import { serverName } from './own-house.ts';

export interface Seeded {
  people: number;
  rooms: number;
  roomsPerPerson: number;
  /** State and messages together, at least. */
  events: number;
  /** One more person, the last, is in so many. */
  roomsOfLast?: number;
}

/** The access token of a person's one device. @param person from 0; the one with many rooms has the number of people */
export const tokenOf = (person: number): string => `bench-${person}`;
/** @param room from 0 */
export const roomOf = (room: number): string => `!room${room}:${serverName}`;
/** A room that this person is in. @param nth from 0, below `roomsPerPerson` */
export const roomOfPerson = ({ rooms }: Seeded, person: number, nth: number): number => (person * 7 + nth * 37) % rooms;

/** Identities of rooms made by the server begin at 1. */
const FIRST_NID = 1_000_000;

/** @param db with the tables of chat, where nobody is yet; the server is to be started anew */
export async function seedChat(db: Database, seeded: Seeded): Promise<void> {
  const { people, rooms, roomsPerPerson, events, roomsOfLast = 0 } = seeded;
  const domain = sql.lit(serverName);
  await db.transaction().execute(async (transaction) => {
    await sql`set local work_mem = '256MB'`.execute(transaction);
    const run = (query: ReturnType<typeof sql>) => query.execute(transaction);
    await run(sql`insert into chat.chatter (user_id, display_name, created_at_ms)
      select '@u' || n || ':' || ${domain}, 'Person ' || n, 0 from generate_series(0, ${people}::int) n`);
    await run(sql`insert into chat.device (user_id, device_id, token_hash, created_at_ms, last_seen_at_ms)
      select '@u' || n || ':' || ${domain}, 'BENCH', translate(rtrim(encode(sha256(('bench-' || n)::bytea), 'base64'), '='), '+/', '-_'), 0, 0
      from generate_series(0, ${people}::int) n`);
    await run(sql`insert into chat.room (room_nid, room_id, version, depth, tip, last_stream) overriding system value
      select ${FIRST_NID}::int + r, '!room' || r || ':' || ${domain}, '11', 0, '{}', 0 from generate_series(0, ${rooms}::int - 1) r`);
    await run(sql`create temporary table inside on commit drop as
      select distinct n, (n * 7 + k * 37) % ${rooms}::int as r
      from generate_series(0, ${people}::int - 1) n, generate_series(0, ${roomsPerPerson}::int - 1) k
      union all select ${people}::int, r from generate_series(0, ${roomsOfLast}::int - 1) r`);
    await run(sql`create temporary table said (r int, turn bigint, type text, state_key text, sender int, content jsonb) on commit drop`);
    await run(sql`insert into said
      select r, first.turn, first.type, '', 0, replace(first.content, 'Room', 'Room ' || r)::jsonb
      from generate_series(0, ${rooms}::int - 1) r, (values
        (-5, 'm.room.create', '{"room_version":"11"}'),
        (-4, 'm.room.power_levels', '{"users":{},"events_default":0,"state_default":50}'),
        (-3, 'm.room.join_rules', '{"join_rule":"public"}'),
        (-2, 'm.room.history_visibility', '{"history_visibility":"shared"}'),
        (-1, 'm.room.name', '{"name":"Room"}')
      ) as first (turn, type, content)`);
    await run(sql`insert into said
      select r, 0, 'm.room.member', '@u' || n || ':' || ${domain}, n, jsonb_build_object('membership', 'join', 'displayname', 'Person ' || n)
      from inside`);
    await run(sql`insert into said
      select r, m, 'm.room.message', null, those[1 + m % cardinality(those)],
        jsonb_build_object('msgtype', 'm.text', 'body', 'Message ' || m || ', as long as people write when they have something to say.')
      from generate_series(1, greatest(0, ${events}::int - (select count(*)::int from said))) m
      join (select r, array_agg(n order by n) as those from inside group by r) members on members.r = m * 7919::bigint % ${rooms}::int`);
    await run(sql`insert into chat.event (stream, event_id, room_nid, depth, type, state_key, sender, origin_server_ts, pdu)
      select stream, event_id, ${FIRST_NID}::int + r, depth, type, state_key, '@u' || sender || ':' || ${domain}, 1700000000000 + stream,
        jsonb_strip_nulls(jsonb_build_object(
          'type', type, 'state_key', state_key, 'sender', '@u' || sender || ':' || ${domain}, 'content', content,
          'room_id', '!room' || r || ':' || ${domain}, 'origin_server_ts', 1700000000000 + stream, 'depth', depth,
          'auth_events', jsonb_build_array(), 'prev_events', jsonb_build_array(event_id), 'hashes', jsonb_build_object('sha256', event_id),
          'signatures', jsonb_build_object(${domain}::text, jsonb_build_object('ed25519:1', event_id || event_id))))::text
      from (
        select *, '$' || lpad(stream::text, 43, '0') as event_id from (
          select *, row_number() over (order by turn, r, sender) as stream, row_number() over (partition by r order by turn, sender) as depth from said
        ) placed
      ) named`);
    await run(sql`insert into chat.state (room_nid, type, state_key, stream, event_id)
      select room_nid, type, state_key, stream, event_id from chat.event where state_key is not null`);
    await run(sql`insert into chat.membership (user_id, room_nid, membership, stream)
      select state_key, room_nid, 'join', stream from chat.event where type = 'm.room.member'`);
    await run(sql`update chat.room set depth = last.depth, tip = array[last.event_id], last_stream = last.stream
      from (select distinct on (room_nid) * from chat.event order by room_nid, stream desc) last where last.room_nid = room.room_nid`);
    // Everybody has read up to a few before the newest.
    await run(sql`insert into chat.receipt (room_nid, user_id, type, event_id, event_stream, at_ms, stream)
      select room_nid, user_id, 'm.read', tip[1], last_stream - 20000, 0, last_stream
      from chat.membership join chat.room using (room_nid)`);
    await run(sql`select setval('chat.stream', (select max(stream) from chat.event))`);
  });
  for (const table of ['event', 'state', 'membership', 'receipt', 'room', 'device', 'chatter'])
    await sql`vacuum analyze ${sql.id('chat', table)}`.execute(db);
}
