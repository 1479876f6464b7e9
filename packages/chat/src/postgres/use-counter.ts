/** How much chat is used, in numbers alone. */
import { sql } from 'kysely';
import type { ChatUse } from '../duties-ports.ts';
import type { ChatDatabase } from './tables.ts';

/** @param untilMs before this */
export async function countUse(db: ChatDatabase, fromMs: number, untilMs: number): Promise<ChatUse> {
  const { rows: days } = await sql<{ day: number; messages: number }>`
    select (origin_server_ts / 86400000)::integer as day, count(*)::integer as messages from chat.event
    where origin_server_ts >= ${fromMs} and origin_server_ts < ${untilMs}
      and state_key is null and type in ('m.room.message', 'm.room.encrypted', 'm.sticker')
    group by 1 order by 1`.execute(db);
  const { rows } = await sql<{ files: number; database: number }>`
    select (select coalesce(sum(size_bytes), 0)::bigint from chat.media) as files, pg_database_size(current_database()) as database`.execute(
    db,
  );
  return { days, fileBytes: rows[0]?.files ?? 0, databaseBytes: rows[0]?.database ?? 0 };
}
