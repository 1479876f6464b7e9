/** One's own second factors: what there is, adding, removing, and proving oneself by one of them. */
import type { Clock } from '@saal/foundation/pure';
import type { AuthenticatorSetUp, FactorAdded, FactorClaim, FactorMethod, FactorsView, PersonId } from '@saal/protocol';
import { factorLimits, passkeyLimits, type AttemptLimiter, type Limit } from './attempt-limiter.ts';
import { AccountDisabled, FactorRefused, NotAllowed, NotFound, ResetOfOneself } from './errors.ts';
import { DRAFT_MS, groupedCode, isDemanded, methodsOf, RECOVERY_CODES, recoveryCodeOf, typedCode } from './factor.ts';
import type { AuthenticatorCodes, AuthenticatorStore, FactorResetStore, RecoveryCodeStore, Seal } from './factor-ports.ts';
import { networkOf, senderOf } from './network.ts';
import type { Passkeys, PasskeyUse } from './passkeys.ts';
import type { Person } from './person.ts';
import type { Policies } from './policies.ts';
import { holdsAllOf } from './rights.ts';
import type { AuditAction, AuditEntry, AuditLog, PersonStore, Secrets } from './ports.ts';
import type { Caller } from './sign-in.ts';

export type FactorParts = {
  policies: Policies;
  authenticators: AuthenticatorStore;
  recoveryCodes: RecoveryCodeStore;
  resets: FactorResetStore;
  passkeys: Passkeys;
  codes: AuthenticatorCodes;
  seal: Seal;
  people: PersonStore;
  limiter: AttemptLimiter;
  audit: AuditLog;
  secrets: Secrets;
  clock: Clock;
};

export class Factors {
  readonly #parts: FactorParts;

  constructor(parts: FactorParts) {
    this.#parts = parts;
  }

  async view(person: Person): Promise<FactorsView> {
    const { passkeys, authenticators, recoveryCodes, resets } = this.#parts;
    const own = await authenticators.of(person.id);
    const resetAtMs = await resets.resetAtMs(person.id);
    return {
      passkeys: await passkeys.list(person.id),
      ...(own ? { authenticator: { createdAtMs: own.createdAtMs } } : {}),
      recoveryCodesLeft: await recoveryCodes.left(person.id),
      required: await this.isDemandedOf(person),
      ...(resetAtMs === undefined ? {} : { resetAtMs }),
    };
  }

  /** By what this person can do the second step; none: there is no factor. */
  async methods(personId: PersonId): Promise<FactorMethod[]> {
    const { passkeys, authenticators, recoveryCodes } = this.#parts;
    return methodsOf({
      passkeys: (await passkeys.list(personId)).length,
      authenticator: (await authenticators.of(personId)) !== undefined,
      recoveryCodesLeft: await recoveryCodes.left(personId),
    });
  }

  async isDemandedOf(person: Person): Promise<boolean> {
    return isDemanded((await this.#parts.policies.now()).secondFactor, person);
  }

  /** Begins an authenticator app; nothing changes until a code of it is given. */
  async draftAuthenticator(person: Person): Promise<AuthenticatorSetUp> {
    const { authenticators, codes, seal, clock } = this.#parts;
    const secret = codes.newSecret();
    await authenticators.putDraft(person.id, seal.close(secret, person.id), clock.now() + DRAFT_MS);
    return { secret, uri: codes.uri(secret, person.email) };
  }

  /** @throws {FactorRefused, RateLimited} */
  async confirmAuthenticator(person: Person, code: string, caller: Caller): Promise<FactorAdded> {
    const { authenticators, codes, seal, clock } = this.#parts;
    await this.#limited(person, caller, async () => {
      const nowMs = clock.now();
      const draft = await authenticators.draftOf(person.id, nowMs);
      const step = draft === undefined ? undefined : codes.stepOf(seal.open(draft, person.id), typedCode(code), nowMs);
      if (draft === undefined || step === undefined) return false;
      return authenticators.confirm(person.id, draft, step, nowMs);
    });
    await this.#note('factor-added', person, caller, { method: 'authenticator' });
    return this.firstRecoveryCodes(person);
  }

  /** @throws {NotFound, FactorDemanded} */
  async removeAuthenticator(person: Person, caller: Caller): Promise<void> {
    if (!(await this.#parts.authenticators.remove(person.id, await this.isDemandedOf(person)))) throw new NotFound('authenticator');
    await this.#removed(person, caller, 'authenticator');
  }

  /** @throws {NotFound, FactorDemanded} */
  async removePasskey(person: Person, id: string, caller: Caller): Promise<void> {
    if (!(await this.#parts.passkeys.remove(person.id, id, await this.isDemandedOf(person)))) throw new NotFound('passkey');
    await this.#removed(person, caller, 'passkey');
  }

  /** With the first factor; told once. */
  async firstRecoveryCodes(person: Person): Promise<FactorAdded> {
    if ((await this.#parts.recoveryCodes.left(person.id)) > 0) return {};
    return { recoveryCodes: await this.#makeRecoveryCodes(person.id) };
  }

  /** In the place of all former ones; told once. @throws {NotFound} without any factor they could stand in for */
  async newRecoveryCodes(person: Person, caller: Caller): Promise<string[]> {
    if ((await this.methods(person.id)).length === 0) throw new NotFound('second factor');
    const made = await this.#makeRecoveryCodes(person.id);
    await this.#note('recovery-codes-made', person, caller);
    return made;
  }

  /**
   * Proves a factor of this person, each code once.
   * @returns by which
   * @throws {FactorRefused, RateLimited}
   */
  async prove(person: Person, claim: FactorClaim, use: PasskeyUse, caller: Caller): Promise<FactorMethod> {
    if ('passkey' in claim) {
      // Not under the limits of codes: who guesses those must not keep the owner from the passkey.
      const limits = passkeyLimits(senderOf(caller.address));
      await this.#limited(person, caller, async () => (await this.#parts.passkeys.used(claim.passkey, use)) === person.id, limits);
      return 'passkey';
    }
    if ('code' in claim) {
      await this.#limited(person, caller, () => this.#useCode(person.id, claim.code));
      return 'authenticator';
    }
    const { recoveryCodes, secrets } = this.#parts;
    await this.#limited(person, caller, () => recoveryCodes.use(person.id, secrets.hash(typedCode(claim.recoveryCode))));
    await this.#note('recovery-code-used', person, caller);
    return 'recovery-code';
  }

  /** Of somebody who lost them; the person is told. @throws {ResetOfOneself, NotFound, NotAllowed, AccountDisabled} */
  async reset(by: Person, id: PersonId, caller: Caller): Promise<void> {
    const { people, resets, clock } = this.#parts;
    if (by.id === id) throw new ResetOfOneself("one's own factors are not reset by oneself");
    const person = await people.byId(id);
    if (!person) throw new NotFound('person');
    if (!holdsAllOf(by, person)) throw new NotAllowed('reset the factors of somebody with more rights');
    if (person.disabledAtMs !== null) throw new AccountDisabled();
    const entry = { action: 'factors-reset', actorId: by.id, subjectId: id, network: networkOf(caller.address) } as const;
    await resets.reset(id, clock.now(), (count) => ({ ...entry, details: { count } }));
  }

  /** The person has read that their factors were reset. */
  told(personId: PersonId): Promise<void> {
    return this.#parts.resets.told(personId);
  }

  async #useCode(personId: PersonId, code: string): Promise<boolean> {
    const { authenticators, codes, seal, clock } = this.#parts;
    const own = await authenticators.of(personId);
    const step = own && codes.stepOf(seal.open(own.sealedSecret, personId), typedCode(code), clock.now());
    return step !== undefined && authenticators.useStep(personId, step);
  }

  async #makeRecoveryCodes(personId: PersonId): Promise<string[]> {
    const { recoveryCodes, secrets } = this.#parts;
    const made = Array.from({ length: RECOVERY_CODES }, () => recoveryCodeOf(Buffer.from(secrets.newSecret(), 'base64url')));
    await recoveryCodes.replace(
      personId,
      made.map((code) => secrets.hash(code)),
    );
    return made.map(groupedCode);
  }

  async #removed(person: Person, caller: Caller, method: FactorMethod): Promise<void> {
    // Without a factor there is nothing they could stand in for.
    if ((await this.methods(person.id)).length === 0) await this.#parts.recoveryCodes.replace(person.id, []);
    await this.#note('factor-removed', person, caller, { method });
  }

  async #limited(
    person: Person,
    caller: Caller,
    attempt: () => Promise<boolean>,
    limits: readonly Limit[] = factorLimits(person.id, senderOf(caller.address)),
  ): Promise<void> {
    const { limiter, secrets } = this.#parts;
    const hashed = limits.map((limit) => ({ ...limit, key: secrets.hash(limit.key) }));
    try {
      await limiter.run(hashed, async () => {
        if (!(await attempt())) throw new FactorRefused();
      });
    } catch (error) {
      if (error instanceof FactorRefused) await this.#note('factor-refused', person, caller);
      throw error;
    }
  }

  async #note(action: AuditAction, person: Person, caller: Caller, details?: AuditEntry['details']): Promise<void> {
    await this.#parts.audit.write({ action, actorId: person.id, subjectId: person.id, network: networkOf(caller.address), details });
  }
}
