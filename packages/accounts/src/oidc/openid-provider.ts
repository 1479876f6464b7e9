/** One provider of OpenID Connect: authorization code with PKCE, state, nonce and `iss` (RFC 9207, RFC 9700). */
import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors as joseErrors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import * as openid from 'openid-client';
import { NotFound, ProviderUnavailable, SignInFailed } from '../errors.ts';
import type { OidcProvider } from '../provider.ts';
import type { IdentityProvider, LogoutMessage, LogoutNotice, Proof, SessionOrigin } from '../single-sign-on-ports.ts';
import { proofOf } from './claims.ts';

const TIMEOUT_S = 10;
/** What a provider says of itself is asked anew after this. */
const METADATA_MS = 60 * 60_000;
const CLOCK_SKEW_S = 30;
/** Logout tokens are made for the moment (Back-Channel Logout 1.0, 2.4: two minutes are recommended). */
const LOGOUT_TOKEN_MAX_AGE_S = 300;
/** A longer ID token fits into no address: then there is no hint, and the provider asks. */
const MAX_HINT = 4_096;
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

type Known = { config: openid.Configuration; keys: JWTVerifyGetKey };

export class OpenIdProvider implements IdentityProvider {
  readonly id: string;
  readonly answersBy = 'link';
  readonly #settings: OidcProvider;
  readonly #nowMs: () => number;
  #known: Promise<Known> | undefined;
  #untilMs = 0;

  /** @param nowMs of the real world: tokens are made by others' clocks */
  constructor(settings: OidcProvider, nowMs: () => number = Date.now) {
    this.id = settings.id;
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  async begin(redirectUri: string, journeySecret: string): Promise<string> {
    const { config } = await this.#provider();
    const { state, nonce, verifier } = valuesOf(journeySecret);
    const address = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: this.#settings.scope,
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return address.href;
  }

  async finish(redirectUri: string, answer: URLSearchParams, journeySecret: string): Promise<Proof> {
    const { config } = await this.#provider();
    const { state, nonce, verifier } = valuesOf(journeySecret);
    const address = new URL(redirectUri);
    address.search = answer.toString();
    try {
      const tokens = await openid.authorizationCodeGrant(config, address, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new SignInFailed('there is no ID token');
      const more =
        config.serverMetadata().userinfo_endpoint === undefined ? {} : await openid.fetchUserInfo(config, tokens.access_token, claims.sub);
      const hint = tokens.id_token;
      const endHint = hint === undefined || hint.length > MAX_HINT ? {} : { endHint: hint };
      return { ...proofOf({ ...more, ...claims }, this.#settings), ...endHint };
    } catch (error) {
      throw translated(error);
    }
  }

  async readLogout(message: LogoutMessage): Promise<LogoutNotice> {
    if (message.by !== 'form') throw new NotFound('provider');
    const token = message.form.get('logout_token') ?? '';
    const { config, keys } = await this.#provider();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: config.serverMetadata().issuer,
        audience: this.#settings.clientId,
        algorithms: [this.#settings.signature],
        clockTolerance: CLOCK_SKEW_S,
        maxTokenAge: LOGOUT_TOKEN_MAX_AGE_S,
        requiredClaims: ['iat', 'exp', 'jti'],
        currentDate: new Date(this.#nowMs()),
      });
      return noticeOf(payload);
    } catch (error) {
      throw translated(error);
    }
  }

  /** With the ID token as a hint, so that the provider knows whose session is meant and need not ask (RP-Initiated Logout 1.0, 2). */
  async endAt({ endHint }: SessionOrigin, backUri: string): Promise<string | undefined> {
    const { config } = await this.#provider();
    if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
    const hint: Record<string, string> = endHint === undefined ? {} : { id_token_hint: endHint };
    return openid.buildEndSessionUrl(config, { ...hint, post_logout_redirect_uri: backUri }).href;
  }

  /** Asked once for all who wait; a failure is forgotten, so that the next one tries again. */
  async #provider(): Promise<Known> {
    if (this.#known === undefined || this.#nowMs() >= this.#untilMs) {
      this.#untilMs = this.#nowMs() + METADATA_MS;
      this.#known = this.#discover();
    }
    const asked = this.#known;
    try {
      return await asked;
    } catch (cause) {
      if (this.#known === asked) this.#known = undefined;
      throw new ProviderUnavailable({ cause });
    }
  }

  async #discover(): Promise<Known> {
    const { issuer, clientId, clientSecret, signature } = this.#settings;
    const server = new URL(issuer);
    const config = await openid.discovery(
      server,
      clientId,
      { id_token_signed_response_alg: signature, [openid.clockTolerance]: CLOCK_SKEW_S },
      clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret),
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; the settings let http be on this machine only
      { timeout: TIMEOUT_S, execute: server.protocol === 'http:' ? [openid.allowInsecureRequests] : [] },
    );
    // Signatures are checked although the token comes over TLS from the provider itself: the connection is one lock, this is the other.
    openid.enableNonRepudiationChecks(config);
    const { jwks_uri: keys } = config.serverMetadata();
    if (keys === undefined) throw new TypeError('the provider names no keys');
    return { config, keys: createRemoteJWKSet(new URL(keys), { timeoutDuration: TIMEOUT_S * 1000 }) };
  }
}

/** All follow from the browser's secret, so that the database holds none of them. */
function valuesOf(journeySecret: string): { state: string; nonce: string; verifier: string } {
  const derived = (name: string): string => createHash('sha256').update(`${name}:${journeySecret}`).digest('base64url');
  return { state: derived('state'), nonce: derived('nonce'), verifier: derived('verifier') };
}

/** @throws {SignInFailed} when it is another kind of token (section 2.6) */
function noticeOf(payload: JWTPayload): LogoutNotice {
  const { sub: subject, sid, jti, exp, nonce, events } = payload;
  if (nonce !== undefined) throw new SignInFailed('an ID token is no logout token');
  const event = typeof events === 'object' && events !== null && LOGOUT_EVENT in events ? events[LOGOUT_EVENT] : undefined;
  if (typeof event !== 'object' || event === null) throw new SignInFailed('the token tells of no logout');
  const providerSession = typeof sid === 'string' && sid !== '' ? sid : undefined;
  if (subject === undefined && providerSession === undefined) throw new SignInFailed('the token names neither person nor session');
  if (jti === undefined || jti === '' || exp === undefined) throw new SignInFailed('the token has no id or no end');
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(providerSession === undefined ? {} : { providerSessions: [providerSession] }),
    ...{ tokenId: jti, expiresAtMs: (exp + CLOCK_SKEW_S) * 1000 },
  };
}

/** Faults of the network are not the answer's; everything else is. */
function translated(error: unknown): SignInFailed | ProviderUnavailable {
  if (error instanceof SignInFailed) return error;
  if (error instanceof joseErrors.JWKSTimeout) return new ProviderUnavailable({ cause: error });
  if (error instanceof openid.ClientError && (error.code === 'OAUTH_TIMEOUT' || error.code === 'OAUTH_RESPONSE_IS_NOT_CONFORM'))
    return new ProviderUnavailable({ cause: error });
  if (error instanceof TypeError && error.message === 'fetch failed') return new ProviderUnavailable({ cause: error });
  return new SignInFailed(error instanceof Error ? error.name : 'unknown', { cause: error });
}
