import { InstallationSeal, SealBroken } from '@saal/foundation';
import type { EpochMs, PersonId } from '@saal/protocol';
import type { SessionOrigin, SessionOriginStore } from '../single-sign-on-ports.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresSessionOriginStore implements SessionOriginStore {
  readonly #db: AccountsDatabase;
  readonly #seal: InstallationSeal;

  constructor(db: AccountsDatabase, installationSecret: string) {
    this.#db = db;
    this.#seal = new InstallationSeal(installationSecret, 'saal accounts end hints 1');
  }

  async note(sessionId: string, { provider, subject, providerSession, nameHash, endHint }: SessionOrigin): Promise<void> {
    await this.#db
      .insertInto('accounts.session_origin')
      .values({
        ...{ session_id: sessionId, provider, subject, provider_session: providerSession ?? null, name_hash: nameHash ?? null },
        sealed_end_hint: endHint === undefined ? null : this.#seal.close(endHint, sessionId),
      })
      .execute();
  }

  async of(sessionId: string): Promise<SessionOrigin | undefined> {
    const row = await this.#db
      .selectFrom('accounts.session_origin')
      .select(['provider', 'subject', 'provider_session', 'name_hash', 'sealed_end_hint'])
      .where('session_id', '=', sessionId)
      .executeTakeFirst();
    if (!row) return undefined;
    const { provider, subject, sealed_end_hint: sealed } = row;
    return {
      ...{ provider, subject, providerSession: row.provider_session ?? undefined, nameHash: row.name_hash ?? undefined },
      endHint: sealed === null ? undefined : this.#opened(sealed, sessionId),
    };
  }

  /** @returns undefined when the installation has another secret since: signing out here goes on without a hint */
  #opened(sealed: string, sessionId: string): string | undefined {
    try {
      return this.#seal.open(sealed, sessionId);
    } catch (error) {
      if (error instanceof SealBroken) return undefined;
      throw error;
    }
  }

  sessionsOf(origin: {
    provider: string;
    subject?: string | undefined;
    nameHash?: string | undefined;
    providerSessions?: readonly string[] | undefined;
  }): Promise<{ personId: PersonId; sessionId: string }[]> {
    const { provider, subject, nameHash, providerSessions } = origin;
    let asked = this.#db
      .selectFrom('accounts.session_origin')
      .innerJoin('accounts.session', 'accounts.session.id', 'accounts.session_origin.session_id')
      .select(['accounts.session.person_id as personId', 'accounts.session.id as sessionId'])
      .where('provider', '=', provider);
    if (subject !== undefined) asked = asked.where('subject', '=', subject);
    if (nameHash !== undefined) asked = asked.where('name_hash', '=', nameHash);
    if (providerSessions !== undefined)
      asked = asked.where((where) =>
        where.or([
          where('provider_session', 'in', providerSessions),
          ...(nameHash === undefined ? [] : [where('provider_session', 'is', null)]),
        ]),
      );
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
