/** The browser's own dialogs for passkeys, loaded when they are first needed. */
import type { PasskeyOptions } from '@saal/client';
import type { MadePasskey, UsedPasskey } from '@saal/protocol';
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';

/** Whether this browser knows passkeys at all: not over plain HTTP, and not every one. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function';
}

/** @returns undefined when the person or the browser ended it */
export async function makePasskey(options: PasskeyOptions): Promise<MadePasskey | undefined> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return endedIsNone(async () => {
    const made = await startRegistration({ optionsJSON: asCreation(options) });
    return { ...made, type: 'public-key' as const, clientExtensionResults: { ...made.clientExtensionResults } };
  });
}

/**
 * @param autofill waits until the person chooses one in the list the browser shows at the e-mail field
 * @returns undefined when the person or the browser ended it
 */
export async function askForPasskey(options: PasskeyOptions, { autofill = false } = {}): Promise<UsedPasskey | undefined> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  return endedIsNone(async () => {
    const used = await startAuthentication({ optionsJSON: asRequest(options), useBrowserAutofill: autofill });
    return { ...used, type: 'public-key' as const, clientExtensionResults: { ...used.clientExtensionResults } };
  });
}

/** Whether the browser lists passkeys at the e-mail field. */
export async function canAutofill(): Promise<boolean> {
  if (!knowsPasskeys()) return false;
  const { browserSupportsWebAuthnAutofill } = await import('@simplewebauthn/browser');
  return browserSupportsWebAuthnAutofill();
}

/** Ends an autofill that still waits: a page that is left must not sign in. */
export async function endPasskeyUse(): Promise<void> {
  const { WebAuthnAbortService } = await import('@simplewebauthn/browser');
  WebAuthnAbortService.cancelCeremony();
}

/** Browsers tell "cancelled", "timed out" and "none here" apart to nobody, by design. */
async function endedIsNone<T>(ceremony: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ceremony();
  } catch (error) {
    if (error instanceof Error && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(error.name)) return undefined;
    throw error;
  }
}

function asCreation(options: unknown): PublicKeyCredentialCreationOptionsJSON {
  return options as PublicKeyCredentialCreationOptionsJSON;
}

function asRequest(options: unknown): PublicKeyCredentialRequestOptionsJSON {
  return options as PublicKeyCredentialRequestOptionsJSON;
}
