/** One provider of SAML 2.0: we ask by a redirect, it answers by a form with a signed assertion (decision 0052). */
import { createHash, randomUUID } from 'node:crypto';
import { SAML, ValidateInResponseTo, type CacheProvider } from '@node-saml/node-saml';
import { SignInFailed } from '../errors.ts';
import type { SamlProvider } from '../provider.ts';
import {
  MAX_ANSWER_BYTES,
  type IdentityProvider,
  type LogoutMessage,
  type LogoutNotice,
  type Proof,
  type SessionOrigin,
} from '../single-sign-on-ports.ts';
import { plainAnswer } from './answer-shape.ts';
import { CLOCK_SKEW_MS, EndHint, proofOf } from './assertion.ts';
import { readLogoutRequest } from './logout-request.ts';
import { metadataOf } from './metadata.ts';

export class SamlIdentityProvider implements IdentityProvider {
  readonly id: string;
  readonly answersBy = 'form';
  readonly #settings: SamlProvider;

  constructor(settings: SamlProvider) {
    this.id = settings.id;
    this.#settings = settings;
  }

  begin(redirectUri: string, journeySecret: string): Promise<string> {
    const { requestId, relayState } = valuesOf(journeySecret);
    return this.#saml(redirectUri, requestId).getAuthorizeUrlAsync(relayState, undefined, {});
  }

  async finish(redirectUri: string, answer: URLSearchParams, journeySecret: string): Promise<Proof> {
    const { requestId, relayState } = valuesOf(journeySecret);
    const [encoded, another] = answer.getAll('SAMLResponse');
    if (encoded === undefined || another !== undefined || encoded.length > MAX_ANSWER_BYTES) throw new SignInFailed('it is no answer');
    // Follows from the cookie of the browser that set out: nobody is signed in by a form of somebody else.
    if (answer.getAll('RelayState').join() !== relayState) throw new SignInFailed('it belongs to another journey');
    try {
      const SAMLResponse = await plainAnswer(encoded, redirectUri, this.#settings);
      const { profile } = await this.#saml(redirectUri, requestId).validatePostResponseAsync({ SAMLResponse });
      const assertion: unknown = profile?.getAssertion?.()['Assertion'];
      return proofOf(assertion, this.#settings, { requestId, redirectUri, nowMs: Date.now() });
    } catch (error) {
      if (error instanceof SignInFailed) throw error;
      throw new SignInFailed(error instanceof Error ? error.name : 'unknown', { cause: error });
    }
  }

  async endAt({ endHint }: SessionOrigin, backUri: string): Promise<string | undefined> {
    const { signOutUrl, entityId: issuer } = this.#settings;
    if (signOutUrl === undefined || endHint === undefined) return undefined;
    const { nameIDFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified', ...hint } = EndHint.parse(JSON.parse(endHint));
    // Any id, since nothing follows from the answer: the session here is over already.
    return this.#saml(backUri, `_${randomUUID()}`).getLogoutUrlAsync({ issuer, nameIDFormat, ...hint }, '', {});
  }

  async readLogout(message: LogoutMessage): Promise<LogoutNotice> {
    const { id, nameId, sessionIndexes, relayState, expiresAtMs } = await readLogoutRequest(message, this.#settings, Date.now());
    const { signOutUrl, signOutAnswerUrl = signOutUrl } = this.#settings;
    return {
      ...{ name: nameId, tokenId: id, expiresAtMs },
      ...(sessionIndexes.length === 0 ? {} : { providerSessions: sessionIndexes }),
      answer: async () =>
        signOutAnswerUrl === undefined
          ? undefined
          : // Also when nobody was signed in here (any more): what was asked for holds.
            this.#saml(message.to, `_${randomUUID()}`, signOutAnswerUrl).getLogoutResponseUrlAsync(
              { ID: id, issuer: this.#settings.entityId, nameID: nameId, nameIDFormat: '' },
              relayState,
              {},
              true,
            ),
    };
  }

  describeUs(addresses: { redirectUri: string; backUri: string; logoutUri: string }): string {
    const { ownKey, decryptionKeys, acceptCbc } = this.#settings;
    const encryption = { certificates: decryptionKeys.map(({ certificate }) => certificate), acceptCbc };
    return metadataOf({ ...addresses, entityId: this.#ownEntityId(addresses.redirectUri), certificate: ownKey?.certificate, encryption });
  }

  /** Our address differs by request, so one for each. @param requestId the only one whose answer counts */
  #saml(redirectUri: string, requestId: string, signOutUrl = this.#settings.signOutUrl): SAML {
    const { signInUrl, certificates, entityId, ownKey } = this.#settings;
    return new SAML({
      entryPoint: signInUrl,
      ...(signOutUrl === undefined ? {} : { logoutUrl: signOutUrl }),
      callbackUrl: redirectUri,
      issuer: this.#ownEntityId(redirectUri),
      audience: this.#ownEntityId(redirectUri),
      idpIssuer: entityId,
      idpCert: certificates,
      ...(ownKey ? { privateKey: ownKey.privateKey, publicCert: ownKey.certificate } : {}),
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: false,
      acceptedClockSkewMs: CLOCK_SKEW_MS,
      validateInResponseTo: ValidateInResponseTo.always,
      cacheProvider: only(requestId),
      generateUniqueId: () => requestId,
      // Which name and which proof (a card, the sign-in of the computer) are the provider's to choose.
      identifierFormat: null,
      disableRequestedAuthnContext: true,
    });
  }

  #ownEntityId(uri: string): string {
    return this.#settings.ownEntityId ?? uri.replace(/\/[^/]+$/, '/metadata');
  }
}

/** Which requests are open is known from the browser's cookie and the journey in the database, which is used up before. */
function only(requestId: string): CacheProvider {
  return {
    saveAsync: (_key, value) => Promise.resolve({ value, createdAt: Date.now() }),
    getAsync: (key) => Promise.resolve(key === requestId ? new Date().toISOString() : null),
    removeAsync: (key) => Promise.resolve(key),
  };
}

/** Both follow from the browser's secret. Ids of XML begin with a letter or this; a relay state has 80 bytes at most. */
function valuesOf(journeySecret: string): { requestId: string; relayState: string } {
  const derived = (name: string) => createHash('sha256').update(`${name}:${journeySecret}`);
  return { requestId: `_${derived('request').digest('hex')}`, relayState: derived('relay').digest('base64url') };
}
