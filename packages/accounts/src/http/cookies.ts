/** The three cookies of accounts. Their values are secrets of 256 bits; what they mean is in the database, hashed. */
import type { ViewerCookies } from '../viewers.ts';

const dayS = 24 * 60 * 60;

type CookieKind = { name: string; path: string; maxAgeS: number };

/** An account's session; slides with use. */
export const sessionCookie: CookieKind = { name: 'saal_session', path: '/', maxAgeS: 30 * dayS };
/** A guest's browser: the same participant after a reload. */
export const guestCookie: CookieKind = { name: 'saal_guest', path: '/', maxAgeS: 30 * dayS };
/** A browser that has signed in before (see `signInLimits`); sent to nothing but the sign-in. */
export const browserCookie: CookieKind = { name: 'saal_browser', path: '/api/session', maxAgeS: 180 * dayS };

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
  return `${kind.name}=${value}; Path=${kind.path}; Max-Age=${kind.maxAgeS}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

export function clearCookie(kind: CookieKind, secure: boolean): string {
  return setCookie({ ...kind, maxAgeS: 0 }, '', secure);
}
