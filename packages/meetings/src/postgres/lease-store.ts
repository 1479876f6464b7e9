import type { Clock, Database, Logger } from '@saal/foundation';
import { MeetingId } from '@saal/protocol';
import { sql } from 'kysely';
import { LEASE_MS } from '../limits.ts';
import type { Lease, LeaseStore } from '../ports.ts';
import { meetingTables } from './tables.ts';

const PRESENCE_RETRY_MS = 1_000;

/**
 * Leases of one server process. While it lives it also holds an advisory lock named after itself, on a connection of
 * its own: the lock is free the moment the process is dead, so a restarted server need not wait for leases to run out.
 */
export class PostgresLeases implements LeaseStore {
  private readonly db: ReturnType<typeof meetingTables>;
  private readonly server: string;
  private readonly clock: Clock;
  private readonly log: Logger;
  private stop: (() => void) | undefined;
  private closed = false;
  private holding: Promise<void> = Promise.resolve();

  private constructor(database: Database, server: string, clock: Clock, log: Logger) {
    this.db = meetingTables(database);
    this.server = server;
    this.clock = clock;
    this.log = log;
  }

  /** @param server id of this process, never used twice */
  static async open(options: { db: Database; server: string; clock: Clock; log: Logger }): Promise<PostgresLeases> {
    const leases = new PostgresLeases(options.db, options.server, options.clock, options.log);
    await leases.showPresence();
    return leases;
  }

  /** Resolves when the lock is held; keeps it until `close`, and takes it again when the connection broke. */
  private showPresence(): Promise<void> {
    return new Promise((shown, failed) => {
      this.holding = this.db
        .connection()
        .execute(async (connection) => {
          await sql`select pg_advisory_lock(hashtextextended(${lockName(this.server)}, 0))`.execute(connection);
          const stopped = new Promise<void>((resolve) => {
            this.stop = resolve;
          });
          if (this.closed) return;
          shown();
          await stopped;
          await sql`select pg_advisory_unlock(hashtextextended(${lockName(this.server)}, 0))`.execute(connection);
        })
        .catch((error: unknown) => {
          failed(error instanceof Error ? error : new Error(String(error)));
          if (!this.closed) this.log.warn({ err: error }, 'the connection that shows this server lives broke');
        });
    });
  }

  async acquire(meetingId: MeetingId): Promise<Lease | { heldBy: string }> {
    return this.db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ conductor: string; expired: boolean }>`
        select conductor, expires_at < now() as expired from meetings.lease where meeting_id = ${meetingId} for update`.execute(
        transaction,
      );
      const held = rows[0];
      if (held && held.conductor !== this.server && !held.expired) {
        const { rows: free } = await sql<{
          dead: boolean;
        }>`select pg_try_advisory_xact_lock(hashtextextended(${lockName(held.conductor)}, 0)) as dead`.execute(transaction);
        if (free[0]?.dead !== true) return { heldBy: held.conductor };
      }
      const { rows: taken } = await sql<{ fencing: number }>`
        insert into meetings.lease (meeting_id, conductor, fencing, expires_at)
        values (${meetingId}, ${this.server}, 1, now() + ${`${LEASE_MS} milliseconds`}::interval)
        on conflict (meeting_id) do update
        set conductor = excluded.conductor, fencing = meetings.lease.fencing + 1, expires_at = excluded.expires_at
        where meetings.lease.conductor = ${held?.conductor ?? this.server}
        returning fencing`.execute(transaction);
      const fencing = taken[0]?.fencing;
      if (fencing !== undefined) return { meetingId, conductor: this.server, fencing };
      // The first lease of this meeting was taken by somebody else since the first look.
      const { conductor } = await transaction
        .selectFrom('meetings.lease')
        .select('conductor')
        .where('meeting_id', '=', meetingId)
        .executeTakeFirstOrThrow();
      return { heldBy: conductor };
    });
  }

  async holder(meetingId: MeetingId): Promise<string | undefined> {
    const { rows } = await sql<{ conductor: string }>`
      select conductor from meetings.lease where meeting_id = ${meetingId} and expires_at > now()`.execute(this.db);
    return rows[0]?.conductor;
  }

  async renew(): Promise<ReadonlySet<MeetingId>> {
    await this.keepPresence();
    const { rows } = await sql<{ meeting_id: string }>`
      update meetings.lease set expires_at = now() + ${`${LEASE_MS} milliseconds`}::interval
      where conductor = ${this.server} returning meeting_id`.execute(this.db);
    return new Set(rows.map(({ meeting_id }) => MeetingId.parse(meeting_id)));
  }

  /** Asks the database whether the lock is still there; a silent loss (database restarted) is mended here. */
  private async keepPresence(): Promise<void> {
    const { rows } = await sql<{ free: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${lockName(this.server)}, 0)) as free`.execute(this.db);
    if (rows[0]?.free !== true || this.closed) return;
    this.log.warn({ server: this.server }, 'showing again that this server lives');
    this.stop?.();
    await Promise.race([this.holding, new Promise<void>((resolve) => this.clock.after(PRESENCE_RETRY_MS, resolve))]);
    await this.showPresence();
  }

  async release({ meetingId, conductor, fencing }: Lease): Promise<void> {
    await this.db
      .updateTable('meetings.lease')
      .set({ expires_at: sql`now() - interval '1 second'` })
      .where('meeting_id', '=', meetingId)
      .where('conductor', '=', conductor)
      .where('fencing', '=', fencing)
      .execute();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stop?.();
    await this.holding;
  }
}

function lockName(server: string): string {
  return `saal-conductor:${server}`;
}
