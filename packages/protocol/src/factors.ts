/** Passkeys and second factors of local accounts, and the second step of signing in. */
import { z } from 'zod';
import { Me } from './rest.ts';
import { Title } from './text.ts';

const Base64Url = z
  .string()
  .max(16_384)
  .regex(/^[A-Za-z0-9_-]*={0,2}$/);
const credential = { id: Base64Url, rawId: Base64Url, type: z.literal('public-key'), clientExtensionResults: z.looseObject({}) };

/** What a browser answers when it made a passkey (WebAuthn's `RegistrationResponseJSON`); what else it tells is ignored. */
export const MadePasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Base64Url,
    attestationObject: Base64Url,
    transports: z.array(z.string().max(32)).max(10).optional(),
  }),
});
export type MadePasskey = z.infer<typeof MadePasskey>;
/** What a browser answers when it used one (`AuthenticationResponseJSON`). */
export const UsedPasskey = z.object({
  ...credential,
  response: z.object({ clientDataJSON: Base64Url, authenticatorData: Base64Url, signature: Base64Url, userHandle: Base64Url.optional() }),
});
export type UsedPasskey = z.infer<typeof UsedPasskey>;
/** For the browser's own WebAuthn functions, as they are. */
export const PasskeyOptions = z.looseObject({ challenge: z.string() });
export type PasskeyOptions = z.infer<typeof PasskeyOptions>;

export const FactorMethod = z.enum(['authenticator', 'passkey', 'recovery-code']);
export type FactorMethod = z.infer<typeof FactorMethod>;

const ByCode = z.strictObject({ code: z.string().max(32) });
const ByRecoveryCode = z.strictObject({ recoveryCode: z.string().max(64) });
const ByPasskey = z.strictObject({ passkey: UsedPasskey });
/** One of the account's own factors. */
export const FactorClaim = z.union([ByCode, ByRecoveryCode, ByPasskey]);
export type FactorClaim = z.infer<typeof FactorClaim>;
/** Proves oneself once more, in a session: by password or by a factor. */
export const ProofClaim = z.union([z.strictObject({ password: z.string().max(256) }), ...FactorClaim.options]);
export type ProofClaim = z.infer<typeof ProofClaim>;

/** What is left to do after the password. `setUp`: a factor is demanded and there is none yet. */
export const SecondStepView = z.object({ setUp: z.boolean(), methods: z.array(FactorMethod) });
export type SecondStepView = z.infer<typeof SecondStepView>;
export const SignInByPasskey = z.strictObject({ passkey: UsedPasskey });

export const PasskeyView = z.object({
  id: z.string(),
  name: z.string(),
  createdAtMs: z.number(),
  /** Absent: never. */
  lastUsedAtMs: z.number().optional(),
});
export type PasskeyView = z.infer<typeof PasskeyView>;
export const FactorsView = z.object({
  passkeys: z.array(PasskeyView),
  /** Absent: no authenticator app. */
  authenticator: z.object({ createdAtMs: z.number() }).optional(),
  recoveryCodesLeft: z.number(),
  /** The policy demands a second factor of this person. */
  required: z.boolean(),
  /** An administrator removed all factors then; told until the person has read it. */
  resetAtMs: z.number().optional(),
});
export type FactorsView = z.infer<typeof FactorsView>;

/** Told while it is set up, never again. `uri` is what the QR code holds. */
export const AuthenticatorSetUp = z.object({ uri: z.string(), secret: z.string() });
export type AuthenticatorSetUp = z.infer<typeof AuthenticatorSetUp>;
export const ConfirmAuthenticator = ByCode;
export const AddPasskey = z.strictObject({ name: Title, passkey: MadePasskey });
/** Told once; absent when the person has some already. */
export const FactorAdded = z.object({ recoveryCodes: z.array(z.string()).optional() });
export type FactorAdded = z.infer<typeof FactorAdded>;
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;
export const FirstFactorAdded = z.object({ me: Me, recoveryCodes: z.array(z.string()).optional() });
