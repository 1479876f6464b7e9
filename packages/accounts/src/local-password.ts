/** Accounts proven by a password kept here. */
import type { PersonId } from '@saal/protocol';
import { passwordLimits, type AttemptLimiter } from './attempt-limiter.ts';
import type { Clock } from '@saal/foundation/pure';
import { WrongCredentials } from './errors.ts';
import type { Person } from './person.ts';
import { requireGoodPassword } from './password-rule.ts';
import type { Policies } from './policies.ts';
import type { PasswordHasher, PasswordStore, SignInMethod } from './ports.ts';

export class LocalPassword implements SignInMethod {
  readonly name = 'local-password';
  readonly #store: PasswordStore;
  readonly #hasher: PasswordHasher;
  readonly #limiter: AttemptLimiter;
  readonly #policies: Policies;
  readonly #clock: Clock;

  constructor(o: { store: PasswordStore; hasher: PasswordHasher; limiter: AttemptLimiter; policies: Policies; clock: Clock }) {
    this.#store = o.store;
    this.#hasher = o.hasher;
    this.#limiter = o.limiter;
    this.#policies = o.policies;
    this.#clock = o.clock;
  }

  async prove(claim: { email: string; password: string }): Promise<PersonId | undefined> {
    const credential = await this.#store.credentialOf(claim.email);
    // The work is done for unknown e-mails too: neither answer nor time tells which ones have an account.
    const right = await this.#hasher.verify(credential?.hash, claim.password);
    return right ? credential?.personId : undefined;
  }

  /** False: another way of signing in says what this person's password is. */
  async isKeptFor(personId: PersonId): Promise<boolean> {
    return (await this.#store.hashOf(personId)) !== undefined;
  }

  /** Of a new account. @throws {PasswordTooWeak, RateLimited} */
  async hashNew(password: string, person: { displayName: string; email: string }): Promise<string> {
    requireGoodPassword(password, person, (await this.#policies.now()).passwordMinLength);
    return this.#hasher.hash(password);
  }

  /** That this is the person's password. @throws {WrongCredentials, RateLimited} */
  async confirm(personId: PersonId, password: string): Promise<void> {
    await this.#limiter.run(passwordLimits(personId), async () => {
      if (!(await this.#hasher.verify(await this.#store.hashOf(personId), password))) throw new WrongCredentials();
    });
  }

  /**
   * Changes one's own password and ends all other sessions.
   * @returns the ended sessions
   * @throws {WrongCredentials, PasswordTooWeak, RateLimited}
   */
  async change(person: Person, change: { current: string; next: string }, keepSessionId: string): Promise<string[]> {
    await this.confirm(person.id, change.current);
    const hash = await this.hashNew(change.next, person);
    return this.#store.replace(person.id, hash, keepSessionId, this.#clock.now());
  }
}
