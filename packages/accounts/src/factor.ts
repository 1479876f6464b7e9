/** Second factors: what there is, who needs one, and how their secrets look. Pure. */
import type { EpochMs, FactorMethod, HousePolicies, PersonId } from '@saal/protocol';
import type { Person } from './person.ts';

export type Passkey = {
  id: string;
  personId: PersonId;
  credentialId: string;
  name: string;
  publicKey: Uint8Array;
  counter: number;
  transports: string[];
  createdAtMs: EpochMs;
  lastUsedAtMs: EpochMs | null;
};

/**
 * Who must have a second factor, of those who sign in with a password: of this server or of the directory. Providers and proxies ask for
 * their own.
 */
export type SecondFactorPolicy = HousePolicies['secondFactor'];

export function isDemanded(policy: SecondFactorPolicy, person: Pick<Person, 'roles'>): boolean {
  switch (policy) {
    case 'off':
      return false;
    case 'administrators':
      return person.roles.includes('administrator');
    case 'roles':
      return person.roles.length > 0;
    case 'everybody':
      return true;
  }
}

/** The password was given this long ago at most when the second step is done. */
export const PENDING_MS = 10 * 60_000;
/** A passkey is to be used or made within this. */
export const CHALLENGE_MS = 5 * 60_000;
/** A code of a new authenticator app is to be given within this. */
export const DRAFT_MS = 15 * 60_000;
/** Factors and app passwords are changed by who proved themselves no longer ago. */
export const FRESH_MS = 5 * 60_000;
export const RECOVERY_CODES = 10;
export const MOST_PASSKEYS = 20;

export function isFresh(provenAtMs: EpochMs, nowMs: EpochMs): boolean {
  return nowMs - provenAtMs < FRESH_MS;
}

/** Recovery codes alone are no factor: they stand in for one. */
export function methodsOf(own: { passkeys: number; authenticator: boolean; recoveryCodesLeft: number }): FactorMethod[] {
  if (own.passkeys === 0 && !own.authenticator) return [];
  return [
    ...(own.passkeys > 0 ? (['passkey'] as const) : []),
    ...(own.authenticator ? (['authenticator'] as const) : []),
    ...(own.recoveryCodesLeft > 0 ? (['recovery-code'] as const) : []),
  ];
}

/** Without letters and figures that look like each other. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const RECOVERY_LETTERS = 16;

/** 80 random bits, so that a fast hash of it is enough. @param random at least 16 bytes */
export function recoveryCodeOf(random: Uint8Array): string {
  return [...random.subarray(0, RECOVERY_LETTERS)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

/** As it is shown and printed. */
export function groupedCode(code: string): string {
  return code.match(/.{4}/g)?.join('-') ?? code;
}

/** However it was typed. */
export function typedCode(typed: string): string {
  return typed.replace(/[\s-]/g, '').toLowerCase();
}
