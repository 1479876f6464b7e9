/** Builds passkeys and second factors from their parts, for `create-accounts.ts`. */
import type { AttemptLimiter } from './attempt-limiter.ts';
import type { Clock } from '@saal/foundation';
import { Factors } from './factors.ts';
import { FreshProof } from './fresh-proof.ts';
import type { LocalPassword } from './local-password.ts';
import { AesSeal } from './otp/aes-seal.ts';
import { TimeCodes } from './otp/authenticator-codes.ts';
import { Passkeys } from './passkeys.ts';
import type { PostgresAuditLog } from './postgres/audit-log.ts';
import type { Policies } from './policies.ts';
import type { PersonStore, Secrets } from './ports.ts';
import {
  PostgresAuthenticatorStore,
  PostgresFactorResetStore,
  PostgresProofStore,
  PostgresRecoveryCodeStore,
} from './postgres/factor-stores.ts';
import { PostgresChallengeStore, PostgresPasskeyStore, PostgresPendingSignInStore } from './postgres/passkey-stores.ts';
import type { AccountsDatabase } from './postgres/tables.ts';
import { SecondStep } from './second-step.ts';
import type { SignInDesk } from './sign-in.ts';
import { WebAuthnCeremonies } from './webauthn/passkey-ceremonies.ts';

/**
 * What the operator decides.
 * @property productName as authenticator apps and passkeys show it
 * @property installationSecret at least 32 characters, the same on all servers and for good
 */
export type FactorSettings = { productName: string; installationSecret: string };
export type FactorFeature = { factors: Factors; passkeys: Passkeys; secondStep: SecondStep; freshProof: FreshProof };

export function createFactors(o: {
  db: AccountsDatabase;
  settings: FactorSettings;
  policies: Policies;
  desk: SignInDesk;
  password: LocalPassword;
  people: PersonStore;
  limiter: AttemptLimiter;
  audit: PostgresAuditLog;
  secrets: Secrets;
  clock: Clock;
}): FactorFeature {
  const { db, settings, policies, desk, password, people, limiter, audit, secrets, clock } = o;
  const passkeys = new Passkeys({
    store: new PostgresPasskeyStore(db),
    challenges: new PostgresChallengeStore(db),
    ceremonies: new WebAuthnCeremonies(settings.productName),
    secrets,
    clock,
  });
  const factors = new Factors({
    policies,
    authenticators: new PostgresAuthenticatorStore(db),
    recoveryCodes: new PostgresRecoveryCodeStore(db),
    resets: new PostgresFactorResetStore(db, audit),
    passkeys,
    codes: new TimeCodes(settings.productName),
    seal: new AesSeal(settings.installationSecret),
    people,
    limiter,
    audit,
    secrets,
    clock,
  });
  const secondStep = new SecondStep({
    ...{ store: new PostgresPendingSignInStore(db), factors, passkeys, desk, people, limiter, audit, secrets, clock },
  });
  const freshProof = new FreshProof({ store: new PostgresProofStore(db), factors, passkeys, password, audit, clock });
  return { factors, passkeys, secondStep, freshProof };
}
