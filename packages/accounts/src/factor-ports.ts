/** What passkeys and second factors need from outside. Fillings: `postgres/`, `webauthn/`, `otp/`. */
import type { EpochMs, MadePasskey, PasskeyOptions, PersonId, UsedPasskey } from '@saal/protocol';
import type { Passkey } from './factor.ts';
import type { Person } from './person.ts';
import type { AuditEntry } from './ports.ts';

export type Authenticator = { sealedSecret: string; createdAtMs: EpochMs };

export interface AuthenticatorStore {
  /** Only a confirmed one. */
  of(personId: PersonId): Promise<Authenticator | undefined>;
  /** In the place of a former draft; the confirmed one stays what it is. */
  putDraft(personId: PersonId, sealedSecret: string, untilMs: EpochMs): Promise<void>;
  draftOf(personId: PersonId, nowMs: EpochMs): Promise<string | undefined>;
  /** Makes this very draft the authenticator, its first `step` used up. @returns false when it is not there any more */
  confirm(personId: PersonId, draft: string, step: number, nowMs: EpochMs): Promise<boolean>;
  /** @returns false when this step or a later one was used before */
  useStep(personId: PersonId, step: number): Promise<boolean>;
  /** @param keepOne whether the last factor stays @returns false when there was none @throws {FactorDemanded} */
  remove(personId: PersonId, keepOne: boolean): Promise<boolean>;
}

export interface RecoveryCodeStore {
  left(personId: PersonId): Promise<number>;
  /** In the place of all former ones. */
  replace(personId: PersonId, secretHashes: readonly string[]): Promise<void>;
  /** @returns false when the person has no such one, or used it */
  use(personId: PersonId, secretHash: string): Promise<boolean>;
}

export interface PasskeyStore {
  /** @returns false: the person has `most` of them, or the credential is known */
  add(passkey: Passkey, most: number): Promise<boolean>;
  listOf(personId: PersonId): Promise<Passkey[]>;
  byCredential(credentialId: string): Promise<Passkey | undefined>;
  /** @returns false when another use was quicker with the same or a higher counter */
  noteUse(passkey: Passkey, counter: number, nowMs: EpochMs): Promise<boolean>;
  /** @param keepOne whether the last factor stays @returns false when there was none @throws {FactorDemanded} */
  remove(personId: PersonId, id: string, keepOne: boolean): Promise<boolean>;
}

export interface PendingSignInStore {
  add(pending: { secretHash: string; personId: PersonId; expiresAtMs: EpochMs }): Promise<void>;
  find(secretHash: string, nowMs: EpochMs): Promise<PersonId | undefined>;
  /** @returns false when it was used up or is too old */
  take(secretHash: string, nowMs: EpochMs): Promise<boolean>;
}

export type ChallengePurpose = 'sign-in' | 'second-step' | 'add' | 'proof';

/** Each challenge once, and for what it was made. */
export interface ChallengeStore {
  put(o: { binding: string; purpose: ChallengePurpose; challenge: string; expiresAtMs: EpochMs }): Promise<void>;
  take(binding: string, purpose: ChallengePurpose, nowMs: EpochMs): Promise<string | undefined>;
}

export interface ProofStore {
  provenAtMs(sessionId: string): Promise<EpochMs>;
  note(sessionId: string, nowMs: EpochMs): Promise<void>;
}

export interface FactorResetStore {
  /** Removes all factors and what waits for them. @returns how many there were */
  reset(personId: PersonId, nowMs: EpochMs, note: (count: number) => AuditEntry): Promise<number>;
  resetAtMs(personId: PersonId): Promise<EpochMs | undefined>;
  told(personId: PersonId): Promise<void>;
}

/** @property origin the address people reach this server by, like `https://meet.example.org` */
export type Ceremony = { origin: string; challenge: string };

/** WebAuthn: what browsers are asked, and whether their answers are good. */
export interface PasskeyCeremonies {
  optionsToMake(o: { origin: string; person: Person; known: readonly Passkey[] }): Promise<PasskeyOptions>;
  /** @returns undefined for whatever does not fit the ceremony */
  made(
    answer: MadePasskey,
    ceremony: Ceremony,
  ): Promise<Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'transports'> | undefined>;
  /** @param o.allowed undefined: whichever the browser has for this server */
  optionsToUse(o: { origin: string; allowed: readonly Passkey[] | undefined; verifiesUser: boolean }): Promise<PasskeyOptions>;
  /** @returns undefined for whatever does not fit the ceremony, also a counter that went back */
  used(answer: UsedPasskey, passkey: Passkey, ceremony: Ceremony & { verifiesUser: boolean }): Promise<{ counter: number } | undefined>;
}

/** Codes of authenticator apps (RFC 6238). */
export interface AuthenticatorCodes {
  /** Base32. */
  newSecret(): string;
  /** What the QR code holds. */
  uri(secret: string, account: string): string;
  /** The step the code belongs to, one to either side of now; undefined for any other code. */
  stepOf(secret: string, code: string, nowMs: EpochMs): number | undefined;
}

/** Keeps secrets that must be read again unreadable to who sees the database alone. */
export interface Seal {
  /** @param owner only with it, it can be opened */
  close(plain: string, owner: string): string;
  /** @throws {SealBroken} another key, another owner, or damaged */
  open(sealed: string, owner: string): string;
}
