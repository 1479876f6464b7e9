import type { EpochMs, PersonId } from '@saal/protocol';
import type { SessionOrigin, SessionOriginStore } from '../single-sign-on-ports.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresSessionOriginStore implements SessionOriginStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async note(sessionId: string, { provider, subject, providerSession, endHint }: SessionOrigin): Promise<void> {
    await this.#db
      .insertInto('accounts.session_origin')
      .values({ session_id: sessionId, provider, subject, provider_session: providerSession ?? null, end_hint: endHint ?? null })
      .execute();
  }

  async of(sessionId: string): Promise<SessionOrigin | undefined> {
    const row = await this.#db
      .selectFrom('accounts.session_origin')
      .select(['provider', 'subject', 'provider_session', 'end_hint'])
      .where('session_id', '=', sessionId)
      .executeTakeFirst();
    if (!row) return undefined;
    const { provider, subject } = row;
    return { provider, subject, providerSession: row.provider_session ?? undefined, endHint: row.end_hint ?? undefined };
  }

  sessionsOf(origin: {
    provider: string;
    subject?: string | undefined;
    providerSession?: string | undefined;
  }): Promise<{ personId: PersonId; sessionId: string }[]> {
    const { provider, subject, providerSession } = origin;
    let asked = this.#db
      .selectFrom('accounts.session_origin')
      .innerJoin('accounts.session', 'accounts.session.id', 'accounts.session_origin.session_id')
      .select(['accounts.session.person_id as personId', 'accounts.session.id as sessionId'])
      .where('provider', '=', provider);
    if (subject !== undefined) asked = asked.where('subject', '=', subject);
    if (providerSession !== undefined) asked = asked.where('provider_session', '=', providerSession);
    return asked.execute();
  }

  async useToken(provider: string, tokenId: string, expiresAtMs: EpochMs): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('accounts.used_token')
      .values({ provider, token_id: tokenId, expires_at_ms: expiresAtMs })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }
}
