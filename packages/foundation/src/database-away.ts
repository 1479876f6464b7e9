import { SaalError } from './errors.ts';

/** The database cannot be reached now: nothing is stored, and the same request may be granted a moment later. */
export class DatabaseAway extends SaalError {
  readonly code = 'not_ready';
  constructor(cause: unknown) {
    super('the database cannot be reached', { cause, details: { retryAfterMs: 1_000 } });
  }
}

/** Connecting, or the connection itself, failed (Node). */
const brokenConnections = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);
/** PostgreSQL says so itself: connection exceptions, shut down, broken down, starting, no connection free (appendix A of its manual). */
const sqlStates = /^(08...|57P0[1-3]|53300)$/;
/** What `pg` throws without a code. */
const words = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** @returns the refusal when this error of `pg` says that the database is away; else undefined: a fault of ours */
export function databaseAway(error: unknown): DatabaseAway | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? error.code : undefined;
  // A Unix socket that is gone looks like any file that is not there, but for what was tried with it.
  const noSocket = code === 'ENOENT' && 'syscall' in error && error.syscall === 'connect';
  const away = noSocket || (typeof code === 'string' ? brokenConnections.has(code) || sqlStates.test(code) : words.test(error.message));
  return away ? new DatabaseAway(error) : undefined;
}
