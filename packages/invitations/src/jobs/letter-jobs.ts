/**
 * Reminds of letters until they went out: when they are due, again after a failure, and after the death of the server that was at it
 * (pg-boss). Several servers take from one queue, each letter one at a time.
 */
import { PgBoss, fromKysely, type JobResult, type JobWithMetadata } from 'pg-boss';
import { z } from 'zod';

const QUEUE = 'letter';
const SCHEMA = 'invitations_jobs';
/** The nightly restart of a relay is over, a weekend's failure is not. */
const GIVE_UP_AFTER_TRIES = 110;
const MAX_DELAY_S = 1800;
const CONCURRENT_BATCHES = 3;
const BATCH = 10;
const CONNECTIONS = 3;
const CLOSE_MS = 5_000;
/** For what comes due by time; new letters wake all servers. */
const LOOK_EVERY_S = 5;
/** A server that says nothing for so long is dead, and its letters are another's. */
const HEARTBEAT_S = 15;

const Data = z.object({ letterId: z.string() });

export interface LetterJobs {
  /** Within a transaction of the database; they come due with the commit. */
  enqueue(transaction: Parameters<typeof fromKysely>[0], jobs: readonly { letterId: string; dueAtMs: number }[]): Promise<void>;
  /** Begins to take jobs. @param deliver false: try again later; `isLast`: there is no later */
  work(deliver: (letterId: string, isLast: boolean) => Promise<boolean>): Promise<void>;
  /** Finishes what has begun, for some seconds. Idempotent. */
  close(): Promise<void>;
}

/**
 * @param url of the database. Connections of its own: one of them listens, and what breaks off in a transaction is not lent to others.
 * @param retryAfterS before the second try; doubles with each
 */
export async function openLetterJobs(url: string, error: (error: Error) => void, retryAfterS = 10): Promise<LetterJobs> {
  const boss = new PgBoss({
    ...{ connectionString: url, max: CONNECTIONS, schema: SCHEMA, useListenNotify: true },
    ...{ schedule: false, registerInstance: false, persistWarnings: false },
    ...{ superviseIntervalSeconds: HEARTBEAT_S, monitorIntervalSeconds: HEARTBEAT_S },
  });
  boss.on('error', error);
  await boss.start();
  const queue = {
    ...{ retryLimit: GIVE_UP_AFTER_TRIES, retryDelay: retryAfterS, retryBackoff: true, retryDelayMax: MAX_DELAY_S },
    ...{ heartbeatSeconds: HEARTBEAT_S, deleteAfterSeconds: 3600, notify: true },
  };
  await boss.createQueue(QUEUE, queue);
  await boss.updateQueue(QUEUE, queue); // it may be there from an earlier release
  const options = {
    ...{ perJobResults: true as const, includeMetadata: true as const, batchSize: BATCH },
    ...{ burstWhenBatchFull: true, pollingIntervalSeconds: LOOK_EVERY_S, notifyPollingIntervalSeconds: LOOK_EVERY_S },
  };
  let closing: Promise<void> | undefined;
  return {
    async enqueue(transaction, jobs) {
      const inserts = jobs.map(({ letterId, dueAtMs }) => ({ data: { letterId }, startAfter: new Date(dueAtMs) }));
      await boss.insert(QUEUE, inserts, { db: fromKysely(transaction) });
    },
    async work(deliver) {
      const carryOut = async ({ id, data, retryCount, retryLimit }: JobWithMetadata<unknown>): Promise<JobResult> => {
        try {
          const isDone = await deliver(Data.parse(data).letterId, retryCount >= retryLimit);
          return { id, status: isDone ? 'completed' : 'failed' };
        } catch (cause) {
          error(cause instanceof Error ? cause : new Error(String(cause)));
          return { id, status: 'failed' };
        }
      };
      for (let count = 0; count < CONCURRENT_BATCHES; count += 1)
        await boss.work(QUEUE, options, (jobs) => Promise.all(jobs.map(carryOut)));
    },
    close: () => (closing ??= boss.stop({ graceful: true, timeout: CLOSE_MS })),
  };
}
