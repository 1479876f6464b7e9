/** The cookies of accounts. Their values are secrets of 256 bits; what they mean is in the database, hashed. */
import type { ViewerCookies } from '../viewers.ts';

const dayS = 24 * 60 * 60;

type CookieKind = { name: string; path: string; maxAgeS: number; fromElsewhere?: true };

/** An account's session; slides with use. */
export const sessionCookie: CookieKind = { name: 'saal_session', path: '/', maxAgeS: 30 * dayS };
/** A guest's browser: the same participant after a reload. */
export const guestCookie: CookieKind = { name: 'saal_guest', path: '/', maxAgeS: 30 * dayS };
/** A browser that has signed in before (see `signInLimits`); sent to nothing but the sign-in. */
export const browserCookie: CookieKind = { name: 'saal_browser', path: '/api/session', maxAgeS: 180 * dayS };
/** A browser whose password was right and whose second step is left (see `SecondStep`). Never a session. */
export const pendingCookie: CookieKind = { name: 'saal_pending', path: '/api/session', maxAgeS: 10 * 60 };
/** A browser that was asked for a passkey to sign in with. */
export const ceremonyCookie: CookieKind = { name: 'saal_ceremony', path: '/api/session', maxAgeS: 5 * 60 };

/**
 * A journey to a provider of identities: state, nonce and PKCE verifier follow from it. `__Host-` on HTTPS: no page of a
 * neighbouring host can set it, and so nobody be signed in as somebody else without noticing.
 */
export function journeyCookie(secure: boolean): CookieKind {
  return { name: secure ? '__Host-saal_sign_in' : 'saal_sign_in', path: '/', maxAgeS: 600 };
}

/**
 * The same for providers that answer by a form on a page of theirs, with which browsers send no cookie that is `Lax`. It is `Secure` also
 * without HTTPS, since browsers take no other such cookie; on `localhost` they do.
 */
export function formJourneyCookie(secure: boolean): CookieKind {
  return { ...journeyCookie(secure), name: secure ? '__Host-saal_form_sign_in' : 'saal_form_sign_in', fromElsewhere: true };
}

const secretForm = /^[A-Za-z0-9_-]{43}$/;

/** The first value of a name; undefined when it is none of our making. */
export function readCookie(header: string | undefined, { name }: CookieKind): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at < 0 || pair.slice(0, at).trim() !== name) continue;
    const value = pair.slice(at + 1).trim();
    return secretForm.test(value) ? value : undefined;
  }
  return undefined;
}

export function readViewerCookies(header: string | undefined): ViewerCookies {
  return { session: readCookie(header, sessionCookie), guest: readCookie(header, guestCookie) };
}

export function setCookie(kind: CookieKind, value: string, secure: boolean): string {
  const reach = kind.fromElsewhere ? 'SameSite=None; Secure' : `SameSite=Lax${secure ? '; Secure' : ''}`;
  return `${kind.name}=${value}; Path=${kind.path}; Max-Age=${kind.maxAgeS}; HttpOnly; ${reach}`;
}

export function clearCookie(kind: CookieKind, secure: boolean): string {
  return setCookie({ ...kind, maxAgeS: 0 }, '', secure);
}
