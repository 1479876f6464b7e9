import { Secret, TOTP } from 'otpauth';
import type { EpochMs } from '@saal/protocol';
import type { AuthenticatorCodes } from '../factor-ports.ts';

const STEP_S = 30;
const FORM = /^\d{6}$/;

/** RFC 6238 as all authenticator apps know it: SHA-1, 6 figures, 30 seconds. */
export class TimeCodes implements AuthenticatorCodes {
  readonly #issuer: string;

  constructor(issuer: string) {
    this.#issuer = issuer;
  }

  newSecret(): string {
    return new Secret({ size: 20 }).base32;
  }

  uri(secret: string, account: string): string {
    return this.#totp(secret, account).toString();
  }

  stepOf(secret: string, code: string, nowMs: EpochMs): number | undefined {
    if (!FORM.test(code)) return undefined;
    const delta = this.#totp(secret, '').validate({ token: code, timestamp: nowMs, window: 1 });
    return delta === null ? undefined : Math.floor(nowMs / 1_000 / STEP_S) + delta;
  }

  #totp(secret: string, label: string): TOTP {
    return new TOTP({ issuer: this.#issuer, label, algorithm: 'SHA1', digits: 6, period: STEP_S, secret: Secret.fromBase32(secret) });
  }
}
