import type { Database } from '@saal/foundation';
import { sql } from 'kysely';
import type { AttemptStore } from '../ports.ts';

export function createAttemptStore(db: Database): AttemptStore {
  return {
    async take(subject, { burst, refillMs }, nowMs) {
      // One statement, so that two servers cannot take the same token. Below one token nothing is taken.
      const { rows } = await sql<{ filled: number; taken: boolean }>`
        with filled as (
          select least(${burst}::double precision, coalesce(
            (select tokens + greatest(0, ${nowMs}::bigint - at_ms)::double precision / ${refillMs} from meetings.attempt where subject = ${subject}),
            ${burst}::double precision)) as tokens
        ), kept as (
          insert into meetings.attempt as one (subject, tokens, at_ms)
          select ${subject}, filled.tokens - 1, ${nowMs}::bigint from filled where filled.tokens >= 1
          on conflict (subject) do update set
            tokens = least(${burst}::double precision, one.tokens + greatest(0, ${nowMs}::bigint - one.at_ms)::double precision / ${refillMs}) - 1,
            at_ms = ${nowMs}::bigint
          where one.tokens + greatest(0, ${nowMs}::bigint - one.at_ms)::double precision / ${refillMs} >= 1
          returning true as taken
        )
        select filled.tokens as filled, coalesce((select taken from kept), false) as taken from filled`.execute(db);
      const row = rows[0];
      if (!row || row.taken) return 0;
      return Math.max(1, Math.ceil((1 - Math.min(row.filled, 0.999)) * refillMs));
    },

    async giveBack(subject, { burst }) {
      await sql`update meetings.attempt set tokens = least(${burst}::double precision, tokens + 1) where subject = ${subject}`.execute(db);
    },

    async forgetBefore(atMs) {
      await sql`delete from meetings.attempt where at_ms < ${atMs}::bigint`.execute(db);
    },
  };
}
