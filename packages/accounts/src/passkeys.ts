/** Passkeys of people: made, listed, removed, and used to sign in or as a second factor. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs, MadePasskey, PasskeyOptions, PasskeyView, PersonId, UsedPasskey } from '@saal/protocol';
import { FactorRefused, TooManyPasskeys } from './errors.ts';
import { CHALLENGE_MS, MOST_PASSKEYS, type Passkey } from './factor.ts';
import type { ChallengePurpose, ChallengeStore, PasskeyCeremonies, PasskeyStore } from './factor-ports.ts';
import type { Person } from './person.ts';
import type { Secrets } from './ports.ts';

/** Where and for what a passkey is used. @property binding session, or hash of a secret of the browser */
export type PasskeyUse = { origin: string; binding: string; purpose: ChallengePurpose };

export class Passkeys {
  readonly #store: PasskeyStore;
  readonly #challenges: ChallengeStore;
  readonly #ceremonies: PasskeyCeremonies;
  readonly #secrets: Secrets;
  readonly #clock: Clock;

  constructor(o: { store: PasskeyStore; challenges: ChallengeStore; ceremonies: PasskeyCeremonies; secrets: Secrets; clock: Clock }) {
    this.#store = o.store;
    this.#challenges = o.challenges;
    this.#ceremonies = o.ceremonies;
    this.#secrets = o.secrets;
    this.#clock = o.clock;
  }

  /** Newest first. */
  async list(personId: PersonId): Promise<PasskeyView[]> {
    const own = await this.#store.listOf(personId);
    return own.map(({ id, name, createdAtMs, lastUsedAtMs }) => ({
      ...{ id, name, createdAtMs },
      ...(lastUsedAtMs === null ? {} : { lastUsedAtMs }),
    }));
  }

  async optionsToMake(person: Person, use: PasskeyUse): Promise<PasskeyOptions> {
    const known = await this.#store.listOf(person.id);
    return this.#challenged(await this.#ceremonies.optionsToMake({ origin: use.origin, person, known }), use);
  }

  /** @throws {FactorRefused, TooManyPasskeys} */
  async add(person: Person, name: string, answer: MadePasskey, use: PasskeyUse): Promise<void> {
    const nowMs = this.#clock.now();
    const challenge = await this.#challenges.take(use.binding, use.purpose, nowMs);
    const made = challenge === undefined ? undefined : await this.#ceremonies.made(answer, { origin: use.origin, challenge });
    if (!made) throw new FactorRefused();
    const passkey: Passkey = { ...made, id: this.#secrets.newId(), personId: person.id, name, createdAtMs: nowMs, lastUsedAtMs: null };
    if (!(await this.#store.add(passkey, MOST_PASSKEYS))) throw new TooManyPasskeys(MOST_PASSKEYS);
  }

  /** @throws {FactorDemanded} when it is the last factor and `keepOne` */
  remove(personId: PersonId, id: string, keepOne: boolean): Promise<boolean> {
    return this.#store.remove(personId, id, keepOne);
  }

  /** @param personId whose; undefined: whichever the browser has, so nothing tells who has any */
  async optionsToUse(personId: PersonId | undefined, use: PasskeyUse): Promise<PasskeyOptions> {
    const allowed = personId === undefined ? undefined : await this.#store.listOf(personId);
    return this.#challenged(await this.#ceremonies.optionsToUse({ origin: use.origin, allowed, verifiesUser: verifiesUser(use) }), use);
  }

  /** Whose it is. The challenge is used up, also by a wrong answer. @returns undefined when it is refused */
  async used(answer: UsedPasskey, use: PasskeyUse): Promise<PersonId | undefined> {
    const nowMs = this.#clock.now();
    const challenge = await this.#challenges.take(use.binding, use.purpose, nowMs);
    const passkey = await this.#store.byCredential(answer.id);
    if (challenge === undefined || !passkey || !isHandleOf(passkey.personId, answer)) return undefined;
    const used = await this.#ceremonies.used(answer, passkey, { origin: use.origin, challenge, verifiesUser: verifiesUser(use) });
    if (!used || !(await this.#store.noteUse(passkey, used.counter, nowMs))) return undefined;
    return passkey.personId;
  }

  async #challenged(options: PasskeyOptions, { binding, purpose }: PasskeyUse): Promise<PasskeyOptions> {
    const expiresAtMs: EpochMs = this.#clock.now() + CHALLENGE_MS;
    await this.#challenges.put({ binding, purpose, challenge: options.challenge, expiresAtMs });
    return options;
  }
}

/** After the password, holding a security key is enough; alone, a passkey also has to know who holds it. */
function verifiesUser({ purpose }: PasskeyUse): boolean {
  return purpose !== 'second-step' && purpose !== 'proof';
}

/** Authenticators that keep the person's handle must name this one. */
function isHandleOf(personId: PersonId, { response }: UsedPasskey): boolean {
  return response.userHandle === undefined || Buffer.from(response.userHandle, 'base64url').toString() === personId;
}
