/** Passwords for clients of chat: random, one a client, told once, revoked alone. They open no session in a browser. */
import type { Clock } from '@saal/foundation/pure';
import type { PersonId } from '@saal/protocol';
import { AppPasswordNeeded, TooManyAppPasswords } from './errors.ts';
import { networkOf } from './network.ts';
import type { Person } from './person.ts';
import type { AppPassword, AppPasswordStore, AuditLog, Secrets, SignInMethod } from './ports.ts';
import type { Caller, SignInDesk } from './sign-in.ts';

/** Of one person. */
const MOST = 30;
/** Without letters and figures that look like each other. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const FORM = /^[a-km-np-z2-9]{20}$/;

export type AppPasswordRevoked = { personId: PersonId; appPasswordId: string };

export class AppPasswords {
  readonly #store: AppPasswordStore;
  readonly #desk: SignInDesk;
  readonly #password: SignInMethod;
  readonly #hasFactor: (personId: PersonId) => Promise<boolean>;
  readonly #audit: AuditLog;
  readonly #secrets: Secrets;
  readonly #clock: Clock;
  readonly #reportFault: (error: unknown) => void;
  readonly #listeners = new Set<(revoked: AppPasswordRevoked) => void>();

  constructor(o: {
    store: AppPasswordStore;
    desk: SignInDesk;
    /** What is tried when it is no app password. */
    password: SignInMethod;
    /** Whether the own password alone is not enough. */
    hasFactor: (personId: PersonId) => Promise<boolean>;
    audit: AuditLog;
    secrets: Secrets;
    clock: Clock;
    reportFault: (error: unknown) => void;
  }) {
    this.#store = o.store;
    this.#desk = o.desk;
    this.#password = o.password;
    this.#hasFactor = o.hasFactor;
    this.#audit = o.audit;
    this.#secrets = o.secrets;
    this.#clock = o.clock;
    this.#reportFault = o.reportFault;
  }

  /** Newest first. */
  list(personId: PersonId): Promise<AppPassword[]> {
    return this.#store.listOf(personId);
  }

  /** @returns the password as it is shown, once. @throws {TooManyAppPasswords} */
  async make(person: Person, name: string, caller: Caller): Promise<{ id: string; password: string }> {
    const id = this.#secrets.newId();
    const bytes = Buffer.from(this.#secrets.newSecret(), 'base64url').subarray(0, 20);
    const letters = [...bytes].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
    const appPassword = { id, personId: person.id, name, createdAtMs: this.#clock.now(), lastUsedAtMs: null };
    if (!(await this.#store.add(appPassword, this.#secrets.hash(letters), MOST))) throw new TooManyAppPasswords(MOST);
    await this.#audit.write({ action: 'app-password-made', actorId: person.id, subjectId: id, network: networkOf(caller.address) });
    return { id, password: letters.match(/.{4}/g)?.join('-') ?? letters };
  }

  /** @returns false when this person has no such one */
  async revoke(personId: PersonId, id: string, caller: Caller): Promise<boolean> {
    if (!(await this.#store.remove(personId, id))) return false;
    await this.#audit.write({ action: 'app-password-revoked', actorId: personId, subjectId: id, network: networkOf(caller.address) });
    for (const listener of this.#listeners) this.#tell(listener, { personId, appPasswordId: id });
    return true;
  }

  /**
   * Whose app password or password this is, within the limits of guessing.
   * @param o.signedIn a program that is in already asks once more: the own password is enough then, also with a second factor
   * @throws {WrongCredentials, AccountDisabled, AppPasswordNeeded, RateLimited}
   */
  async prove(
    claim: { email: string; password: string },
    caller: Caller,
    { signedIn }: { signedIn: boolean },
  ): Promise<{ person: Person; appPasswordId: string | undefined }> {
    const used: { id?: string } = {};
    const person = await this.#desk.prove(claim, caller, undefined, async (given) => {
      const letters = given.password.replace(/[\s-]/g, '').toLowerCase();
      const found = FORM.test(letters) ? await this.#store.use(given.email, this.#secrets.hash(letters), this.#clock.now()) : undefined;
      if (!found) return this.#password.prove(given);
      used.id = found.id;
      return found.personId;
    });
    if (used.id === undefined && !signedIn && (await this.#hasFactor(person.id))) throw new AppPasswordNeeded();
    return { person, appPasswordId: used.id };
  }

  onRevoked(listener: (revoked: AppPasswordRevoked) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** One listener's fault must keep neither the others nor the revocation from happening. */
  #tell(listener: (revoked: AppPasswordRevoked) => void, revoked: AppPasswordRevoked): void {
    try {
      listener(revoked);
    } catch (error) {
      this.#reportFault(error);
    }
  }
}
