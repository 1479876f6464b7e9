/** The calls of passkeys and second factors. */
import type { z } from 'zod';
import type * as protocol from '@saal/protocol';

type In<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.input<(typeof protocol)[K]> : never;
type Out<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.output<(typeof protocol)[K]> : never;

export type FactorsView = Out<'FactorsView'>;
export type FactorMethod = Out<'FactorMethod'>;
export type PasskeyView = Out<'PasskeyView'>;
export type PasskeyOptions = Out<'PasskeyOptions'>;
export type SecondStepView = Out<'SecondStepView'>;
export type AuthenticatorSetUp = Out<'AuthenticatorSetUp'>;
export type FactorAdded = Out<'FactorAdded'>;
export type FactorClaim = In<'FactorClaim'>;
export type ProofClaim = In<'ProofClaim'>;

export function factorCalls(
  ask: <T>(method: string, path: string, body?: unknown) => Promise<T>,
  send: (method: string, path: string, body?: unknown) => Promise<void>,
) {
  const id = encodeURIComponent;
  return {
    /** What is left to do after the password, in this browser. */
    secondStep: () => ask<SecondStepView>('GET', '/session/second-step'),
    secondStepPasskeyOptions: () => ask<PasskeyOptions>('POST', '/session/second-step/passkey-options'),
    proveSecondStep: (claim: FactorClaim) => ask<Out<'Me'>>('POST', '/session/second-step', claim),
    /** For who must have a second factor and has none. */
    draftFirstAuthenticator: () => ask<AuthenticatorSetUp>('POST', '/session/second-step/authenticator'),
    confirmFirstAuthenticator: (code: string) =>
      ask<Out<'FirstFactorAdded'>>('POST', '/session/second-step/authenticator/confirm', { code }),
    passkeySignInOptions: () => ask<PasskeyOptions>('POST', '/session/passkey-options'),
    signInByPasskey: (body: In<'SignInByPasskey'>) => ask<Out<'Me'>>('POST', '/session/passkey', body),

    factors: () => ask<FactorsView>('GET', '/me/factors'),
    draftAuthenticator: () => ask<AuthenticatorSetUp>('POST', '/me/factors/authenticator'),
    confirmAuthenticator: (code: string) => ask<FactorAdded>('POST', '/me/factors/authenticator/confirm', { code }),
    removeAuthenticator: () => send('DELETE', '/me/factors/authenticator'),
    newRecoveryCodes: () => ask<Out<'RecoveryCodes'>>('POST', '/me/factors/recovery-codes'),
    passkeyOptions: () => ask<PasskeyOptions>('POST', '/me/passkeys/options'),
    addPasskey: (body: In<'AddPasskey'>) => ask<FactorAdded>('POST', '/me/passkeys', body),
    removePasskey: (passkeyId: string) => send('DELETE', `/me/passkeys/${id(passkeyId)}`),
    proofPasskeyOptions: () => ask<PasskeyOptions>('POST', '/me/proof/passkey-options'),
    giveProof: (claim: ProofClaim) => send('POST', '/me/proof', claim),
    closeResetNotice: () => send('DELETE', '/me/factors/reset-notice'),
    /** Administrators only, never their own. */
    resetFactors: (personId: string) => send('DELETE', `/people/${id(personId)}/factors`),
  };
}
