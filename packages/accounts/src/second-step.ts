/** Between password and session: who has a second factor proves it, who needs one and has none sets it up. */
import type { Clock } from '@saal/foundation/pure';
import type { AuthenticatorSetUp, FactorAdded, FactorClaim, PasskeyOptions, SecondStepView } from '@saal/protocol';
import { passkeyLimits, type AttemptLimiter } from './attempt-limiter.ts';
import { AccountDisabled, FactorRefused, SignInExpired } from './errors.ts';
import { PENDING_MS } from './factor.ts';
import type { PendingSignInStore } from './factor-ports.ts';
import type { Factors } from './factors.ts';
import { networkOf, senderOf } from './network.ts';
import type { Passkeys, PasskeyUse } from './passkeys.ts';
import type { Person } from './person.ts';
import type { AuditLog, PersonStore, Secrets } from './ports.ts';
import type { Caller, Entry, SignInDesk } from './sign-in.ts';

/** A browser that waits: its secret, and where it shows the pages. */
export type Waiting = { secret: string | undefined; origin: string };

export class SecondStep {
  readonly #store: PendingSignInStore;
  readonly #factors: Factors;
  readonly #passkeys: Passkeys;
  readonly #desk: SignInDesk;
  readonly #people: PersonStore;
  readonly #limiter: AttemptLimiter;
  readonly #audit: AuditLog;
  readonly #secrets: Secrets;
  readonly #clock: Clock;

  constructor(o: {
    store: PendingSignInStore;
    factors: Factors;
    passkeys: Passkeys;
    desk: SignInDesk;
    people: PersonStore;
    limiter: AttemptLimiter;
    audit: AuditLog;
    secrets: Secrets;
    clock: Clock;
  }) {
    this.#store = o.store;
    this.#factors = o.factors;
    this.#passkeys = o.passkeys;
    this.#desk = o.desk;
    this.#people = o.people;
    this.#limiter = o.limiter;
    this.#audit = o.audit;
    this.#secrets = o.secrets;
    this.#clock = o.clock;
  }

  /**
   * The password was right.
   * @returns undefined when that is enough; else the secret for the browser's cookie, and what is left to do
   */
  async begin(person: Person): Promise<{ secret: string; left: SecondStepView } | undefined> {
    const left = await this.#left(person);
    if (left.methods.length === 0 && !left.setUp) return undefined;
    const secret = this.#secrets.newSecret();
    const expiresAtMs = this.#clock.now() + PENDING_MS;
    await this.#store.add({ secretHash: this.#secrets.hash(secret), personId: person.id, expiresAtMs });
    return { secret, left };
  }

  /** @throws {SignInExpired} */
  async view(waiting: Waiting): Promise<SecondStepView> {
    return this.#left((await this.#pending(waiting)).person);
  }

  /** @throws {SignInExpired} */
  async passkeyOptions(waiting: Waiting): Promise<PasskeyOptions> {
    const { person, use } = await this.#pending(waiting);
    return this.#passkeys.optionsToUse(person.id, use);
  }

  /** @throws {SignInExpired, FactorRefused, RateLimited, AccountDisabled} */
  async prove(waiting: Waiting, claim: FactorClaim, caller: Caller, browserSecret: string | undefined): Promise<Entry> {
    const { person, secretHash, use } = await this.#pending(waiting);
    const method = await this.#factors.prove(person, claim, use, caller);
    return this.#enter(person, secretHash, caller, browserSecret, `local-password, ${method}`);
  }

  /** @throws {SignInExpired} also when the person has a factor: it is to be proven, not replaced */
  async draftAuthenticator(waiting: Waiting): Promise<AuthenticatorSetUp> {
    return this.#factors.draftAuthenticator(await this.#settingUp(waiting));
  }

  /** @throws {SignInExpired, FactorRefused, RateLimited, AccountDisabled} */
  async confirmAuthenticator(
    waiting: Waiting,
    code: string,
    caller: Caller,
    browserSecret: string | undefined,
  ): Promise<{ entry: Entry; added: FactorAdded }> {
    const person = await this.#settingUp(waiting);
    const { secretHash } = await this.#pending(waiting);
    const added = await this.#factors.confirmAuthenticator(person, code, caller);
    return { entry: await this.#enter(person, secretHash, caller, browserSecret, 'local-password, authenticator'), added };
  }

  /** Without a password, and without saying who: the passkey tells. */
  passkeySignInOptions(use: PasskeyUse): Promise<PasskeyOptions> {
    return this.#passkeys.optionsToUse(undefined, use);
  }

  /** @throws {FactorRefused, AccountDisabled, RateLimited} */
  async signInByPasskey(
    answer: Parameters<Passkeys['used']>[0],
    use: PasskeyUse,
    caller: Caller,
    browserSecret: string | undefined,
  ): Promise<Entry> {
    const limits = passkeyLimits(senderOf(caller.address)).map((limit) => ({ ...limit, key: this.#secrets.hash(limit.key) }));
    try {
      const person = await this.#limiter.run(limits, async () => {
        const personId = await this.#passkeys.used(answer, use);
        const found = personId === undefined ? undefined : await this.#people.byId(personId);
        if (!found) throw new FactorRefused();
        if (found.disabledAtMs !== null) throw new AccountDisabled();
        return found;
      });
      return await this.#desk.enter(person, caller, browserSecret, 'passkey');
    } catch (error) {
      if (error instanceof FactorRefused || error instanceof AccountDisabled)
        await this.#audit.write({ action: 'sign-in-refused', network: networkOf(caller.address), details: { method: 'passkey' } });
      throw error;
    }
  }

  async #left(person: Person): Promise<SecondStepView> {
    const methods = await this.#factors.methods(person.id);
    return { methods, setUp: methods.length === 0 && (await this.#factors.isDemandedOf(person)) };
  }

  async #settingUp(waiting: Waiting): Promise<Person> {
    const { person } = await this.#pending(waiting);
    if ((await this.#factors.methods(person.id)).length > 0) throw new SignInExpired();
    return person;
  }

  async #pending({ secret, origin }: Waiting): Promise<{ person: Person; secretHash: string; use: PasskeyUse }> {
    if (secret === undefined) throw new SignInExpired();
    const secretHash = this.#secrets.hash(secret);
    const personId = await this.#store.find(secretHash, this.#clock.now());
    const person = personId === undefined ? undefined : await this.#people.byId(personId);
    if (person?.disabledAtMs !== null) throw new SignInExpired();
    return { person, secretHash, use: { origin, binding: secretHash, purpose: 'second-step' } };
  }

  async #enter(person: Person, secretHash: string, caller: Caller, browserSecret: string | undefined, method: string): Promise<Entry> {
    // Taken before the session: of two answers at once, one enters.
    if (!(await this.#store.take(secretHash, this.#clock.now()))) throw new SignInExpired();
    return this.#desk.enter(person, caller, browserSecret, method);
  }
}
