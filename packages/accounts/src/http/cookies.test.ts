import fc from 'fast-check';
import { expect, test } from 'vitest';
import { browserCookie, clearCookie, guestCookie, readCookie, readViewerCookies, sessionCookie, setCookie } from './cookies.ts';

const secret = 'a'.repeat(43);
const other = 'b'.repeat(43);

test('cookies are found among others, by their whole name', () => {
  const header = `x=1; my_saal_session=${other}; saal_session=${secret};saal_guest=${other}; y`;
  expect(readViewerCookies(header)).toEqual({ session: secret, guest: other });
});

test('of two cookies of one name the first counts', () => {
  expect(readCookie(`saal_session=${secret}; saal_session=${other}`, sessionCookie)).toBe(secret);
});

test('values that are not ours are no cookies', () => {
  for (const value of ['', 'short', `${secret}a`, '"quoted"', '../../etc', "' or 1=1 --", `${secret.slice(1)}ü`]) {
    expect(readCookie(`saal_session=${value}`, sessionCookie)).toBeUndefined();
  }
  expect(readViewerCookies(undefined)).toEqual({ session: undefined, guest: undefined });
});

test('any header is read without failing', () => {
  fc.assert(fc.property(fc.string({ maxLength: 400 }), (header) => void readViewerCookies(header)));
});

test('cookies are closed to scripts and other sites, and to plain HTTP where there is HTTPS', () => {
  expect(setCookie(sessionCookie, secret, true)).toBe(`saal_session=${secret}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure`);
  expect(setCookie(guestCookie, secret, false)).toBe(`saal_guest=${secret}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`);
  expect(setCookie(browserCookie, secret, true)).toContain('Path=/api/session;');
  expect(clearCookie(sessionCookie, true)).toContain('Max-Age=0');
});
