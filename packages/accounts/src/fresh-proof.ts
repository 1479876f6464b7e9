/** What changes how one signs in asks for proof again: a session left open must not be enough. */
import type { Clock } from '@saal/foundation/pure';
import type { PasskeyOptions, ProofClaim } from '@saal/protocol';
import { FreshProofNeeded, WrongCredentials } from './errors.ts';
import { isFresh } from './factor.ts';
import type { ProofStore } from './factor-ports.ts';
import type { Factors } from './factors.ts';
import type { LocalPassword } from './local-password.ts';
import { networkOf } from './network.ts';
import type { Passkeys, PasskeyUse } from './passkeys.ts';
import type { AuditLog } from './ports.ts';
import type { Caller } from './sign-in.ts';
import type { SignedIn } from './viewers.ts';

export class FreshProof {
  readonly #store: ProofStore;
  readonly #factors: Factors;
  readonly #passkeys: Passkeys;
  readonly #password: LocalPassword;
  readonly #audit: AuditLog;
  readonly #clock: Clock;

  constructor(o: { store: ProofStore; factors: Factors; passkeys: Passkeys; password: LocalPassword; audit: AuditLog; clock: Clock }) {
    this.#store = o.store;
    this.#factors = o.factors;
    this.#passkeys = o.passkeys;
    this.#password = o.password;
    this.#audit = o.audit;
    this.#clock = o.clock;
  }

  /** Having signed in a moment ago counts. @throws {FreshProofNeeded} */
  async require({ session }: SignedIn): Promise<void> {
    const nowMs = this.#clock.now();
    if (isFresh(session.createdAtMs, nowMs) || isFresh(await this.#store.provenAtMs(session.id), nowMs)) return;
    throw new FreshProofNeeded();
  }

  passkeyOptions({ person, session }: SignedIn, origin: string): Promise<PasskeyOptions> {
    return this.#passkeys.optionsToUse(person.id, proofUse(session.id, origin));
  }

  /** @throws {WrongCredentials, FactorRefused, RateLimited} */
  async give({ person, session }: SignedIn, claim: ProofClaim, origin: string, caller: Caller): Promise<void> {
    if ('password' in claim) {
      try {
        await this.#password.confirm(person.id, claim.password);
      } catch (error) {
        if (error instanceof WrongCredentials)
          await this.#audit.write({
            ...{ action: 'password-refused', actorId: person.id, subjectId: person.id, network: networkOf(caller.address) },
          });
        throw error;
      }
    } else await this.#factors.prove(person, claim, proofUse(session.id, origin), caller);
    await this.#store.note(session.id, this.#clock.now());
  }
}

function proofUse(sessionId: string, origin: string): PasskeyUse {
  return { origin, binding: sessionId, purpose: 'proof' };
}
