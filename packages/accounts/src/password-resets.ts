/** A new password for somebody who forgot theirs: an administrator makes a one-time link, the person sets what nobody else sees. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs, PersonId } from '@saal/protocol';
import { AccountDisabled, NotAllowed, NotFound, ResetOfOneself } from './errors.ts';
import type { LocalPassword } from './local-password.ts';
import { networkOf } from './network.ts';
import type { OneTimeLinks } from './one-time-links.ts';
import type { Person } from './person.ts';
import type { PasswordResetStore, PersonStore, Secrets } from './ports.ts';
import { holdsAllOf } from './rights.ts';
import type { Sessions } from './sessions.ts';
import type { Caller } from './sign-in.ts';

/** A link not used within a day is void. */
export const PASSWORD_RESET_LIFETIME_MS = 24 * 60 * 60_000;

export class PasswordResets {
  readonly #people: PersonStore;
  readonly #store: PasswordResetStore;
  readonly #password: LocalPassword;
  readonly #sessions: Sessions;
  readonly #links: OneTimeLinks;
  readonly #secrets: Secrets;
  readonly #clock: Clock;

  constructor(o: {
    people: PersonStore;
    store: PasswordResetStore;
    password: LocalPassword;
    sessions: Sessions;
    links: OneTimeLinks;
    secrets: Secrets;
    clock: Clock;
  }) {
    this.#people = o.people;
    this.#store = o.store;
    this.#password = o.password;
    this.#sessions = o.sessions;
    this.#links = o.links;
    this.#secrets = o.secrets;
    this.#clock = o.clock;
  }

  /**
   * The former link of this person, if any, is void with it.
   * @returns the token for the link; it is told once, only its hash is stored
   * @throws {ResetOfOneself, NotFound, NotAllowed, AccountDisabled}
   */
  async make(by: Person, id: PersonId, caller: Caller): Promise<{ token: string; expiresAtMs: EpochMs }> {
    if (by.id === id) throw new ResetOfOneself();
    const person = await this.#people.byId(id);
    if (!person) throw new NotFound('person');
    if (!holdsAllOf(by, person)) throw new NotAllowed('reset the password of somebody with more rights');
    if (person.disabledAtMs !== null) throw new AccountDisabled();
    if (!(await this.#password.isKeptFor(id))) throw new NotAllowed('reset a password that is kept elsewhere');
    const token = this.#secrets.newSecret();
    const expiresAtMs = this.#clock.now() + PASSWORD_RESET_LIFETIME_MS;
    const entry = { action: 'password-reset-made', actorId: by.id, subjectId: id, network: networkOf(caller.address) } as const;
    if (!(await this.#store.put({ personId: id, madeBy: by.id, expiresAtMs }, this.#secrets.hash(token), entry)))
      throw new NotFound('password');
    return { token, expiresAtMs };
  }

  /** Whose password it resets. @throws {LinkInvalid, RateLimited} */
  check(token: string, caller: Caller): Promise<Person> {
    return this.#links.open(token, caller, (secretHash) => this.#store.open(secretHash, this.#clock.now()));
  }

  /** Sets the password, uses the link up and ends all sessions. @throws {LinkInvalid, PasswordTooWeak, RateLimited} */
  async reset(token: string, password: string, caller: Caller): Promise<void> {
    const person = await this.check(token, caller);
    const passwordHash = await this.#password.hashNew(password, person);
    const entry = { action: 'password-reset', actorId: person.id, subjectId: person.id, network: networkOf(caller.address) } as const;
    await this.#store.use(this.#secrets.hash(token), passwordHash, this.#clock.now(), (sessions) => ({ ...entry, details: { sessions } }));
    this.#sessions.ended([{ personId: person.id }]);
  }
}
