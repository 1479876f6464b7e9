/** What every route of accounts needs, and the two questions each asks first. */
import type { HouseRight, Me, SignInWays } from '@saal/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AppPasswords } from '../app-passwords.ts';
import type { AuditReader } from '../audit-reader.ts';
import type { DirectoryStore } from '../directory-ports.ts';
import type { DirectorySync } from '../directory-sync.ts';
import type { FactorFeature } from '../create-factors.ts';
import type { House } from '../house.ts';
import { NotAllowed, NotSignedIn } from '../errors.ts';
import { networkOf } from '../network.ts';
import type { Newcomers } from '../newcomers.ts';
import type { PasswordResets } from '../password-resets.ts';
import type { PeopleList } from '../people-list.ts';
import type { People } from '../people.ts';
import { meOf, type Person } from '../person.ts';
import type { PhoneBookSettings } from '../phone-book.ts';
import type { AuditLog, PhoneBookStore, Secrets } from '../ports.ts';
import type { ProxySignIn } from '../proxy-sign-in.ts';
import { may } from '../rights.ts';
import type { Scim } from '../scim.ts';
import type { Sessions } from '../sessions.ts';
import type { Caller, Entry, SignInDesk } from '../sign-in.ts';
import type { SingleSignOn } from '../single-sign-on.ts';
import type { SingleSignOut } from '../single-sign-out.ts';
import type { SignedIn, Viewers } from '../viewers.ts';
import { browserCookie, readCookie, readViewerCookies, sessionCookie, setCookie } from './cookies.ts';

/** Of a session or an invitation: base64url. Anything else cannot be one, and PostgreSQL would choke on a NUL. */
export const IdInPath = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** Bodies of accounts are small; what is larger is not read. */
export const SMALL_BODY_BYTES = 16 * 1024;

export type AccountsContext = {
  desk: SignInDesk;
  sessions: Sessions;
  viewers: Viewers;
  people: People;
  newcomers: Newcomers;
  passwordResets: PasswordResets;
  appPasswords: AppPasswords;
  singleSignOn: SingleSignOn;
  singleSignOut: SingleSignOut;
  proxySignIn: ProxySignIn;
  audit: AuditLog;
  auditReader: AuditReader;
  peopleList: PeopleList;
  signInWays: SignInWays | undefined;
  house: House;
  /** Whether the house has said whose e-mails are its own. */
  hasExternals: boolean;
  secrets: Secrets;
  baseUrl: (request: FastifyRequest) => string;
  secureCookies: (request: FastifyRequest) => boolean;
  scim: Scim;
  phoneBook: { settings: PhoneBookSettings; store: PhoneBookStore };
  directory: { sync: DirectorySync; store: DirectoryStore } | undefined;
} & FactorFeature;

export function callerOf(request: FastifyRequest): Caller {
  return { address: request.ip, userAgent: request.headers['user-agent'] };
}

/** How people see their own account. */
export function meIn({ house }: AccountsContext, person: Person): Me {
  return { ...meOf(person), ...house.mark(person) };
}

/** @throws {NotSignedIn} */
export async function requireSignedIn({ viewers }: AccountsContext, request: FastifyRequest): Promise<SignedIn> {
  const signedIn = await viewers.signedIn(readViewerCookies(request.headers.cookie));
  if (!signedIn) throw new NotSignedIn();
  return signedIn;
}

/** For what changes how one signs in. @throws {NotSignedIn, FreshProofNeeded} */
export async function requireFresh(context: AccountsContext, request: FastifyRequest): Promise<SignedIn> {
  const signedIn = await requireSignedIn(context, request);
  await context.freshProof.require(signedIn);
  return signedIn;
}

/** @param what in words, for the refusal and the audit @throws {NotSignedIn, NotAllowed} */
export async function requireRight(context: AccountsContext, request: FastifyRequest, right: HouseRight, what: string): Promise<Person> {
  const { person } = await requireSignedIn(context, request);
  if (may(person, right)) return person;
  await context.audit.write({ action: 'not-allowed', actorId: person.id, network: networkOf(request.ip), details: { what } });
  throw new NotAllowed(what);
}

/** Gives the browser its cookies; whoever was signed in there before is signed out. */
export async function enterWith(context: AccountsContext, request: FastifyRequest, reply: FastifyReply, entry: Entry): Promise<Person> {
  const former = await context.viewers.signedIn(readViewerCookies(request.headers.cookie));
  if (former) await context.desk.signOut(former, callerOf(request));
  const secure = context.secureCookies(request);
  reply.header('set-cookie', setCookie(sessionCookie, entry.sessionSecret, secure));
  reply.header('set-cookie', setCookie(browserCookie, entry.browserSecret, secure));
  return entry.person;
}

export function browserSecretOf(request: FastifyRequest): string | undefined {
  return readCookie(request.headers.cookie, browserCookie);
}
