/** Signing in and out (A12). */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs } from '@saal/protocol';
import { signInLimits, type AttemptLimiter } from './attempt-limiter.ts';
import { withoutControls } from './controls.ts';
import { AccountDisabled, isRefusedAccount, RateLimited, WrongCredentials } from './errors.ts';
import type { Failures } from './failures.ts';
import type { House } from './house.ts';
import { networkOf, senderOf } from './network.ts';
import type { Person } from './person.ts';
import type { AuditLog, KnownBrowserStore, PersonStore, Secrets, SignInMethod } from './ports.ts';
import type { Sessions } from './sessions.ts';
import type { SignedIn } from './viewers.ts';

/** Where a request comes from. */
export type Caller = { address: string; userAgent: string | undefined };
/** What the browser is given: secrets of its session and, when it had none, of itself. */
export type Entry = { person: Person; sessionSecret: string; browserSecret: string };

/** One line of audit stands for all refusals of this long: a flood must not fill the disk. */
const LIMITED_AUDIT_EVERY_MS = 10_000;

export class SignInDesk {
  readonly #method: SignInMethod;
  readonly #people: PersonStore;
  readonly #sessions: Sessions;
  readonly #browsers: KnownBrowserStore;
  readonly #limiter: AttemptLimiter;
  readonly #audit: AuditLog;
  readonly #secrets: Secrets;
  readonly #failures: Failures;
  readonly #house: House;
  readonly #clock: Clock;
  #limitedCount = 0;
  #limitedToldAtMs: EpochMs = 0;

  constructor(o: {
    method: SignInMethod;
    people: PersonStore;
    sessions: Sessions;
    browsers: KnownBrowserStore;
    limiter: AttemptLimiter;
    audit: AuditLog;
    secrets: Secrets;
    failures: Failures;
    house: House;
    clock: Clock;
  }) {
    this.#method = o.method;
    this.#people = o.people;
    this.#sessions = o.sessions;
    this.#browsers = o.browsers;
    this.#limiter = o.limiter;
    this.#audit = o.audit;
    this.#secrets = o.secrets;
    this.#failures = o.failures;
    this.#house = o.house;
    this.#clock = o.clock;
  }

  /**
   * Whose password this is, within the limits of guessing. Opens no session: a second step may follow.
   * @param browserSecret cookie of a browser that signed in before, if it has one
   * @param prove in the place of the usual way
   * @throws {WrongCredentials, AccountDisabled, ExternalsRefused, RateLimited}
   */
  async prove(
    claim: { email: string; password: string },
    caller: Caller,
    browserSecret?: string,
    prove: SignInMethod['prove'] = (given) => this.#method.prove(given),
  ): Promise<Person> {
    const email = withoutControls(claim.email).trim().toLowerCase();
    const browser = browserSecret === undefined ? undefined : this.#secrets.hash(browserSecret);
    const knownBrowser = browser !== undefined && (await this.#browsers.knows(browser, email)) ? browser : undefined;
    // Keys are hashed: the list of attempts must not become a list of what people typed.
    const limits = signInLimits({ email, sender: senderOf(caller.address), knownBrowser }).map((limit) => ({
      ...limit,
      key: this.#secrets.hash(limit.key),
    }));
    try {
      const person = await this.#limiter.run(limits, () => this.#prove(prove, { email, password: claim.password }));
      await this.#failures.succeeded(email);
      return person;
    } catch (error) {
      if (error instanceof WrongCredentials) await this.#failures.note(email, caller.address);
      await this.#noteRefusal(error, caller);
      throw error;
    }
  }

  /**
   * Signs in somebody who has proven to be this person, now or by a one-time link.
   * @param method as the audit names it
   * @throws {AccountDisabled, ExternalsRefused}
   */
  async enter(person: Person, caller: Caller, browserSecret: string | undefined, method = this.#method.name): Promise<Entry> {
    const session = await this.#sessions.open(person, caller.userAgent);
    const browser = browserSecret ?? this.#secrets.newSecret();
    await this.#browsers.remember(this.#secrets.hash(browser), person.id, this.#clock.now());
    await this.#audit.write({
      action: 'signed-in',
      actorId: person.id,
      subjectId: session.id,
      network: networkOf(caller.address),
      details: { method },
    });
    return { person, sessionSecret: session.secret, browserSecret: browser };
  }

  /** Also of a session that another server ended a moment ago. */
  async signOut({ person, session }: SignedIn, caller: Caller): Promise<void> {
    if (!(await this.#sessions.end(person.id, session.id))) return;
    await this.#audit.write({ action: 'signed-out', actorId: person.id, subjectId: session.id, network: networkOf(caller.address) });
  }

  async #prove(prove: SignInMethod['prove'], claim: { email: string; password: string }): Promise<Person> {
    const personId = await prove(claim);
    const person = personId === undefined ? undefined : await this.#people.byId(personId);
    if (!person) throw new WrongCredentials();
    if (person.disabledAtMs !== null) throw new AccountDisabled();
    await this.#house.require(person);
    return person;
  }

  async #noteRefusal(error: unknown, caller: Caller): Promise<void> {
    const network = networkOf(caller.address);
    if (error instanceof RateLimited) {
      this.#limitedCount++;
      const nowMs = this.#clock.now();
      if (nowMs - this.#limitedToldAtMs < LIMITED_AUDIT_EVERY_MS) return;
      const count = this.#limitedCount;
      this.#limitedToldAtMs = nowMs;
      this.#limitedCount = 0;
      await this.#audit.write({ action: 'sign-in-limited', network, details: { count } });
    } else if (error instanceof WrongCredentials || isRefusedAccount(error)) {
      await this.#audit.write({ action: 'sign-in-refused', network, details: { method: this.#method.name } });
    }
  }
}
