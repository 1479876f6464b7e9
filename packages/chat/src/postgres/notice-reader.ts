/** What somebody was notified of, and how much of it is unread: by their receipts and what they wrote themselves. */
import { sql } from 'kysely';
import type { RoomId, UserId } from '../ids.ts';
import type { Noticed, NoticeReader, UnreadCounts } from '../push-ports.ts';
import type { Outcome } from '../push-evaluator.ts';
import { eventFields, eventOf, type EventRow } from './events.ts';
import { heardBy } from './ignored-store.ts';
import type { ChatDatabase } from './tables.ts';

/** More unread ones nobody counts. */
const MOST_UNREAD = 1_000;

export class PostgresNoticeReader implements NoticeReader {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async noticed(userId: UserId, page: Parameters<NoticeReader['noticed']>[1]): Promise<Noticed[]> {
    const { after, before, limit, onlyHighlights } = page;
    const among = sql`room_nid = own.room_nid and stream > ${after} and stream < ${before}`;
    const newest = sql`order by stream desc limit ${limit}`;
    const notifying = sql`notifies > 0 and own.membership = 'join' and stream > own.stream`;
    const { rows } = await sql<EventRow & { room_id: RoomId; outcome: Outcome; is_read: boolean }>`
      select room.room_id, ${eventFields('event')}, coalesce(notice.outcome, event.notifies) as outcome,
        event.stream <= greatest(read.receipt, read.written, 0) as is_read
      from chat.membership own
      join chat.room using (room_nid)
      cross join lateral (
        (select stream from chat.event where ${among} and ${notifying} and relation is distinct from 'm.thread' ${newest})
        union (select stream from chat.event where ${among} and ${notifying} and relation = 'm.thread' ${newest})
        union (
          select stream from chat.notice
          where user_id = ${userId} and ${among} and (own.membership = 'join' or stream >= own.stream) ${newest}
        )
      ) found
      join chat.event event on event.stream = found.stream
      left join chat.notice on notice.user_id = ${userId} and notice.room_nid = own.room_nid and notice.stream = event.stream
      cross join lateral (select case when event.relation = 'm.thread' then event.relates_to else 'main' end as id) thread
      cross join lateral (
        select (
          select max(event_stream) from chat.receipt
          where room_nid = own.room_nid and user_id = ${userId} and type in ('m.read', 'm.read.private') and thread_id in ('', thread.id)
        ) as receipt, (
          select stream from chat.last_written where user_id = ${userId} and room_nid = own.room_nid and thread_id = thread.id
        ) as written
      ) read
      where own.user_id = ${userId} and own.membership in ('join', 'invite') and event.sender <> ${userId} and event.redacted_by is null
        and ${heardBy(userId, 'event.sender')} and coalesce(notice.outcome, event.notifies) >= ${onlyHighlights ? 2 : 1}
      order by event.stream desc limit ${limit}`.execute(this.#db);
    return rows.map((row) => ({ roomId: row.room_id, event: eventOf(row), outcome: row.outcome, isRead: row.is_read }));
  }

  async unread(userId: UserId, roomIds: readonly RoomId[]): Promise<Map<RoomId, Map<string, UnreadCounts>>> {
    const rooms = new Map<RoomId, Map<string, UnreadCounts>>(roomIds.map((roomId) => [roomId, new Map()]));
    if (roomIds.length === 0) return rooms;
    const others = sql`sender <> ${userId} and redacted_by is null`;
    const counts = sql`count(*) as notifications, count(*) filter (where notifies = 2) as highlights`;
    // Where somebody is concerned otherwise than everybody: as much more or less.
    const differences = sql`
      sum((outcome > 0)::int - (usual > 0)::int) as notifications, sum((outcome = 2)::int - (usual = 2)::int) as highlights`;
    const { rows } = await sql<{ room_id: RoomId; thread_id: string; notifications: number; highlights: number }>`
      with own as (
        select room_id, room_nid, own.stream as since, (
          select max(event_stream) from chat.receipt
          where room_nid = room.room_nid and user_id = ${userId} and type in ('m.read', 'm.read.private') and thread_id = ''
        ) as read
        from chat.room join chat.membership own using (room_nid)
        where own.user_id = ${userId} and room_id = any (${[...roomIds]}::text[])
      ), thread as (
        select own.room_nid, thread_id, max(pos) as read from own cross join lateral (
          select thread_id, event_stream as pos from chat.receipt
          where room_nid = own.room_nid and user_id = ${userId} and type in ('m.read', 'm.read.private') and thread_id <> ''
          union all select thread_id, stream from chat.last_written where user_id = ${userId} and room_nid = own.room_nid
        ) of_thread group by own.room_nid, thread_id
      )
      select room_id, thread_id, sum(notifications)::int as notifications, sum(highlights)::int as highlights from (
        select room_id, 'main' as thread_id, notifications, highlights
        from own left join thread on thread.room_nid = own.room_nid and thread.thread_id = 'main'
        cross join lateral (
          select ${counts} from (
            select notifies from chat.event
            where room_nid = own.room_nid and stream > coalesce(greatest(own.read, thread.read), own.since)
              and notifies > 0 and relation is distinct from 'm.thread' and ${others}
            limit ${MOST_UNREAD}
          ) few
        ) usual
        union all
        select room_id, usual.thread_id, notifications, highlights
        from own cross join lateral (
          select few.thread_id, ${counts} from (
            select stream, notifies, relates_to as thread_id from chat.event
            where room_nid = own.room_nid and stream > coalesce(own.read, own.since) and notifies > 0 and relation = 'm.thread' and ${others}
            order by stream desc limit ${MOST_UNREAD}
          ) few
          left join thread on thread.room_nid = own.room_nid and thread.thread_id = few.thread_id
          where few.stream > coalesce(thread.read, 0)
          group by few.thread_id
        ) usual
        union all
        select room_id, of_me.thread_id, notifications, highlights
        from own cross join lateral (
          select notice.thread_id, ${differences}
          from chat.notice join chat.event using (stream)
          left join thread on thread.room_nid = own.room_nid and thread.thread_id = notice.thread_id
          where notice.user_id = ${userId} and notice.room_nid = own.room_nid and ${others}
            and notice.stream > coalesce(own.read, 0) and notice.stream > coalesce(greatest(own.read, thread.read), own.since)
          group by notice.thread_id
        ) of_me
      ) counted
      group by room_id, thread_id`.execute(this.#db);
    for (const { room_id, thread_id, notifications, highlights } of rows) {
      if (notifications <= 0 && highlights <= 0) continue;
      rooms.get(room_id)?.set(thread_id, { notifications: Math.max(0, notifications), highlights: Math.max(0, highlights) });
    }
    return rooms;
  }
}
