/** Deletes what has had its time (DEL-1): once an hour, on every server, harmless when several do it at once. */
import { every, type AuditTrail, type Clock, type Logger } from '@saal/foundation';
import { IN_A_ROW_MS } from '../failures.ts';
import { SESSION_IDLE_MS } from '../session.ts';
import type { AccountsDatabase } from './tables.ts';

const EVERY_MS = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;
/** A browser that did not sign in for this long is a stranger again. */
export const KNOWN_BROWSER_MS = 180 * dayMs;
/** Links that lead nowhere any more are kept a while for the question "who invited whom". */
export const INVITATION_KEPT_MS = 30 * dayMs;

export async function deleteOutdated(db: AccountsDatabase, nowMs: number): Promise<void> {
  await db
    .deleteFrom('accounts.session')
    .where('last_seen_at_ms', '<=', nowMs - SESSION_IDLE_MS)
    .execute();
  await db.deleteFrom('accounts.attempt').where('empty_at_ms', '<=', nowMs).execute();
  await db
    .deleteFrom('accounts.failed_sign_in')
    .where('last_at_ms', '<=', nowMs - IN_A_ROW_MS)
    .execute();
  await db.deleteFrom('accounts.set_up_token').where('expires_at_ms', '<=', nowMs).execute();
  await db.deleteFrom('accounts.sign_in_journey').where('expires_at_ms', '<=', nowMs).execute();
  await db.deleteFrom('accounts.used_token').where('expires_at_ms', '<=', nowMs).execute();
  await db.deleteFrom('accounts.pending_sign_in').where('expires_at_ms', '<=', nowMs).execute();
  await db.deleteFrom('accounts.challenge').where('expires_at_ms', '<=', nowMs).execute();
  await db
    .updateTable('accounts.authenticator')
    .set({ draft_secret: null, draft_until_ms: null })
    .where('draft_until_ms', '<=', nowMs)
    .execute();
  await db.deleteFrom('accounts.password_reset').where('expires_at_ms', '<=', nowMs).execute();
  await db
    .deleteFrom('accounts.invitation')
    .where('expires_at_ms', '<=', nowMs - INVITATION_KEPT_MS)
    .execute();
  await db
    .deleteFrom('accounts.known_browser')
    .where('last_used_at_ms', '<=', nowMs - KNOWN_BROWSER_MS)
    .execute();
}

/** @returns the function that stops it */
export function keepHouse(db: AccountsDatabase, trail: AuditTrail, auditKeptDays: number, clock: Clock, log: Logger): () => void {
  const work = async (): Promise<void> => {
    await deleteOutdated(db, clock.now());
    await trail.forget(clock.now() - auditKeptDays * dayMs);
  };
  return every(clock, EVERY_MS, () => {
    // The next hour tries again.
    work().catch((error: unknown) => log.error({ err: error }, 'outdated accounts data could not be deleted'));
  });
}
