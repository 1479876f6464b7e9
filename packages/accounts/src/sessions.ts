/** Sign-ins that last: opening, listing and ending them, and telling others when one ended. */
import type { Clock } from '@saal/foundation/pure';
import type { PersonId, SessionView } from '@saal/protocol';
import { AccountDisabled } from './errors.ts';
import type { House } from './house.ts';
import type { Person } from './person.ts';
import type { Secrets, SessionStore } from './ports.ts';
import { describeAgent, sessionEnds } from './session.ts';
import type { SignedIn, Viewers } from './viewers.ts';

/** Without `sessionId`: all of this person's. */
export type SessionEnded = { personId: PersonId; sessionId?: string };

export class Sessions {
  readonly #store: SessionStore;
  readonly #viewers: Viewers;
  readonly #secrets: Secrets;
  readonly #house: House;
  readonly #clock: Clock;
  readonly #reportFault: (error: unknown) => void;
  readonly #listeners = new Set<(ended: SessionEnded) => void>();

  constructor(o: {
    store: SessionStore;
    viewers: Viewers;
    secrets: Secrets;
    house: House;
    clock: Clock;
    reportFault: (error: unknown) => void;
  }) {
    this.#store = o.store;
    this.#viewers = o.viewers;
    this.#secrets = o.secrets;
    this.#house = o.house;
    this.#clock = o.clock;
    this.#reportFault = o.reportFault;
  }

  /** @returns the secret for the browser's cookie; only its hash is stored. @throws {AccountDisabled, ExternalsRefused} */
  async open(
    { id: personId, email }: Pick<Person, 'id' | 'email'>,
    userAgent: string | undefined,
  ): Promise<{ id: string; secret: string }> {
    await this.#house.require({ email });
    const id = this.#secrets.newId();
    const secret = this.#secrets.newSecret();
    const nowMs = this.#clock.now();
    const session = { id, personId, agent: describeAgent(userAgent), createdAtMs: nowMs, lastSeenAtMs: nowMs };
    const dropped = await this.#store.add(session, this.#secrets.hash(secret));
    if (!dropped) throw new AccountDisabled();
    this.ended(dropped.map((sessionId) => ({ personId, sessionId })));
    return { id, secret };
  }

  async list({ person, session: current }: SignedIn): Promise<SessionView[]> {
    const ends = sessionEnds(await this.#house.policies.now(), this.#clock.now());
    const sessions = await this.#store.listOf(person.id, ends);
    return sessions.map(({ id, agent, createdAtMs, lastSeenAtMs }) => ({
      id,
      agent,
      createdAtMs,
      lastSeenAtMs,
      current: id === current.id,
    }));
  }

  /** @returns false when this person has no such session (any more) */
  async end(personId: PersonId, sessionId: string): Promise<boolean> {
    const wasThere = await this.#store.end(personId, sessionId);
    this.#viewers.forget(); // another server may have ended it a moment ago
    if (wasThere) this.ended([{ personId, sessionId }]);
    return wasThere;
  }

  /** Of everybody, by the policies of the house: whatever hangs on them (connections, clients of chat) is told. */
  async endOverdue(): Promise<void> {
    this.ended(await this.#store.endOverdue(sessionEnds(await this.#house.policies.now(), this.#clock.now())));
  }

  /** Of whom the house lets in no longer. */
  async endExternals(): Promise<void> {
    const people = await this.#store.holders();
    const gone = people.filter(({ email }) => this.#house.isExternal(email)).map(({ personId }) => personId);
    await this.#store.endAllOf(gone);
    this.ended(gone.map((personId) => ({ personId })));
  }

  /** They are gone from the store already: forgets and tells. */
  ended(sessions: readonly SessionEnded[]): void {
    if (sessions.length === 0) return;
    this.#viewers.forget();
    for (const ended of sessions) for (const listener of this.#listeners) this.#tell(listener, ended);
  }

  onEnded(listener: (ended: SessionEnded) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** One listener's fault must keep neither the others nor the sign-out from happening. */
  #tell(listener: (ended: SessionEnded) => void, ended: SessionEnded): void {
    try {
      listener(ended);
    } catch (error) {
      this.#reportFault(error);
    }
  }
}
