import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { MadePasskey, PasskeyOptions, UsedPasskey } from '@saal/protocol';
import type { Passkey } from '../factor.ts';
import type { Ceremony, PasskeyCeremonies } from '../factor-ports.ts';
import type { Person } from '../person.ts';

/** Time for a person to find their key, in the browser; the server waits a little longer (`CHALLENGE_MS`). */
const TIMEOUT_MS = 4 * 60_000;

/** WebAuthn by `@simplewebauthn/server`. Attestation is not asked for: any authenticator a person trusts is good. */
export class WebAuthnCeremonies implements PasskeyCeremonies {
  readonly #productName: string;

  constructor(productName: string) {
    this.#productName = productName;
  }

  async optionsToMake({ origin, person, known }: { origin: string; person: Person; known: readonly Passkey[] }): Promise<PasskeyOptions> {
    const options = await generateRegistrationOptions({
      rpName: this.#productName,
      rpID: hostOf(origin),
      userName: person.email,
      userDisplayName: person.displayName,
      userID: new Uint8Array(Buffer.from(person.id)),
      attestationType: 'none',
      timeout: TIMEOUT_MS,
      excludeCredentials: known.map(described),
      // Security keys without room or PIN are welcome as second factors.
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
    return { ...options };
  }

  async made(answer: MadePasskey, { origin, challenge }: Ceremony): ReturnType<PasskeyCeremonies['made']> {
    const verified = await orRefused(() =>
      verifyRegistrationResponse({
        response: answer,
        ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: hostOf(origin), requireUserVerification: false },
      }),
    );
    if (!verified?.verified) return undefined;
    const { id, publicKey, counter } = verified.registrationInfo.credential;
    return { credentialId: id, publicKey, counter, transports: answer.response.transports ?? [] };
  }

  async optionsToUse({
    origin,
    allowed,
    verifiesUser,
  }: {
    origin: string;
    allowed: readonly Passkey[] | undefined;
    verifiesUser: boolean;
  }): Promise<PasskeyOptions> {
    const options = await generateAuthenticationOptions({
      rpID: hostOf(origin),
      timeout: TIMEOUT_MS,
      userVerification: verifiesUser ? 'required' : 'discouraged',
      ...(allowed === undefined ? {} : { allowCredentials: allowed.map(described) }),
    });
    return { ...options };
  }

  async used(
    answer: UsedPasskey,
    passkey: Passkey,
    { origin, challenge, verifiesUser }: Ceremony & { verifiesUser: boolean },
  ): Promise<{ counter: number } | undefined> {
    const verified = await orRefused(() =>
      verifyAuthenticationResponse({
        response: answer,
        ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: hostOf(origin), requireUserVerification: verifiesUser },
        credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: passkey.counter },
      }),
    );
    return verified?.verified === true ? { counter: verified.authenticationInfo.newCounter } : undefined;
  }
}

function described({ credentialId, transports }: Passkey): { id: string; transports: string[] } {
  return { id: credentialId, transports };
}

function hostOf(origin: string): string {
  return new URL(origin).hostname;
}

/** The library throws for whatever does not fit, and says so to developers only: to people all of it is one refusal. */
async function orRefused<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}
