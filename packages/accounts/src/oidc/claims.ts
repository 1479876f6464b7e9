/** What is taken from a provider's claims. Pure. */
import { SignInFailed } from '../errors.ts';
import type { OidcProvider } from '../provider.ts';
import type { Proof } from '../single-sign-on-ports.ts';

const MAX_GROUPS = 1_000;

/** @throws {SignInFailed} when it names nobody */
export function proofOf(claims: Readonly<Record<string, unknown>>, settings: Pick<OidcProvider, 'groupsClaim' | 'trustEmail'>): Proof {
  const { sub, sid, email, name } = claims;
  if (typeof sub !== 'string' || sub === '' || sub.length > 255 || sub.includes('\0')) throw new SignInFailed('it names nobody');
  const verified = claims['email_verified'] === true || settings.trustEmail;
  return {
    subject: sub,
    ...(typeof email === 'string' && verified ? { email: email.trim().toLowerCase() } : {}),
    ...(typeof name === 'string' ? { displayName: name } : {}),
    groups: groupsOf(claims, settings.groupsClaim),
    ...(typeof sid === 'string' && sid !== '' && sid.length <= 255 && !sid.includes('\0') ? { providerSession: sid } : {}),
  };
}

/** A claim of the whole name goes before a path: names such as `https://example.org/groups` hold dots. */
function groupsOf(claims: Readonly<Record<string, unknown>>, path: string): string[] {
  const found: unknown = path in claims ? claims[path] : path.split('.').reduce<unknown>(memberOf, claims);
  const all: unknown[] = Array.isArray(found) ? found : [found];
  return all.filter((group) => typeof group === 'string' && group !== '').slice(0, MAX_GROUPS) as string[];
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
