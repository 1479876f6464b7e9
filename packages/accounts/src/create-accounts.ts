/** Builds accounts from its parts; the one file of the package that knows all of them. */
import { hashSecret, newId, newSecret, type Clock, type Database, type Logger } from '@saal/foundation';
import { DisplayName, Email, Password, type Language, type PersonId, type PersonRole } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Argon2PasswordHasher } from './argon2/password-hasher.ts';
import { AppPasswords } from './app-passwords.ts';
import { AttemptLimiter } from './attempt-limiter.ts';
import { readViewerCookies } from './http/cookies.ts';
import { accountsPlugin } from './http/plugin.ts';
import { LocalPassword } from './local-password.ts';
import { Newcomers } from './newcomers.ts';
import { OneTimeLinks } from './one-time-links.ts';
import { PasswordResets } from './password-resets.ts';
import { People } from './people.ts';
import { summaryOf, type PersonSummary, type Viewer } from './person.ts';
import { PostgresAppPasswordStore } from './postgres/app-password-store.ts';
import { PostgresAttemptStore } from './postgres/attempt-store.ts';
import { PostgresAuditLog } from './postgres/audit-log.ts';
import { keepHouse } from './postgres/housekeeping.ts';
import { PostgresInvitationStore } from './postgres/invitation-store.ts';
import { PostgresKnownBrowserStore } from './postgres/known-browser-store.ts';
import { PostgresPasswordResetStore } from './postgres/password-reset-store.ts';
import { PostgresPasswordStore } from './postgres/password-store.ts';
import { PostgresPersonStore } from './postgres/person-store.ts';
import { PostgresPictureStore } from './postgres/picture-store.ts';
import { PostgresSessionStore } from './postgres/session-store.ts';
import { narrowed } from './postgres/tables.ts';
import type { Secrets } from './ports.ts';
import { Sessions, type SessionEnded } from './sessions.ts';
import { SignInDesk, type Caller } from './sign-in.ts';
import { Viewers } from './viewers.ts';

export interface Accounts {
  /** The routes; registered by the app with prefix `/api`. */
  http: FastifyPluginAsync;
  /**
   * Who sends this Cookie header: a person, a guest, or nobody known. Fast: asked at every request and WebSocket.
   * A session ended on this server is over at once, one ended on another after two seconds.
   */
  viewerOf(cookieHeader: string | undefined): Promise<Viewer | undefined>;
  /** Also people whose account is disabled: what they made still bears their name. */
  person(id: PersonId): Promise<PersonSummary | undefined>;
  /** Whose password or app password this is: for programs that sign in their own way. @throws {WrongCredentials, AccountDisabled, RateLimited} */
  prove(claim: { email: string; password: string }, caller: Caller): Promise<PersonSummary & { appPasswordId?: string | undefined }>;
  /** What signed in by it is to be signed out. @returns the function that ends listening */
  onAppPasswordRevoked(listener: (revoked: { personId: PersonId; appPasswordId: string }) => void): () => void;
  /** People whose name or e-mail holds the text and whose account is open, by name. */
  search(text: string, limit: number): Promise<PersonSummary[]>;
  /** Whether nobody has set up the first administrator yet. */
  setupNeeded(): Promise<boolean>;
  /** A fresh one-time token, good for a day, while no administrator exists; for the fragment of `/setup#`. */
  firstAdministratorToken(): Promise<string | undefined>;
  /** Sign-out, revoked, replaced or disabled; without `sessionId` all of the person's. @returns the function that ends listening */
  onSessionEnded(listener: (ended: SessionEnded) => void): () => void;
  /** Without an invitation: for operators, scripts and tests. @throws {ZodError, PasswordTooWeak, EmailTaken} */
  createPerson(o: { email: string; displayName: string; password: string; role: PersonRole; language?: Language }): Promise<PersonSummary>;
  /** Stops the hourly deletion of outdated data. */
  close(): void;
}

/** For `migrate` of foundation. */
export const accountsMigrations = { feature: 'accounts', directory: new URL('../migrations/', import.meta.url) };

const NewPerson = z.object({ email: Email, displayName: DisplayName, password: Password });

/**
 * @param o.baseUrl address people reach this server by, without a slash at its end
 * @param o.secureCookies whether the request came by HTTPS
 */
export function createAccounts(o: {
  db: Database;
  clock: Clock;
  log: Logger;
  baseUrl: (request: FastifyRequest) => string;
  secureCookies: (request: FastifyRequest) => boolean;
}): Accounts {
  const { clock } = o;
  const log = o.log.child({ feature: 'accounts' });
  const db = narrowed(o.db);
  const secrets: Secrets = { newId, newSecret, hash: hashSecret };
  const audit = new PostgresAuditLog(db, clock);
  const personStore = new PostgresPersonStore(db);
  const sessionStore = new PostgresSessionStore(db);
  const limiter = new AttemptLimiter(new PostgresAttemptStore(db, clock));
  const password = new LocalPassword({ store: new PostgresPasswordStore(db), hasher: new Argon2PasswordHasher(), limiter, clock });
  const viewers = new Viewers({ sessions: sessionStore, secrets, clock });
  const reportFault = (error: unknown): void => log.error({ err: error }, 'a listener to ended sessions or revoked app passwords failed');
  const sessions = new Sessions({ store: sessionStore, viewers, secrets, clock, reportFault });
  const browsers = new PostgresKnownBrowserStore(db);
  const desk = new SignInDesk({ method: password, people: personStore, sessions, browsers, limiter, audit, secrets, clock });
  const links = new OneTimeLinks({ limiter, audit, secrets });
  const newcomers = new Newcomers({
    people: personStore,
    invitations: new PostgresInvitationStore(db),
    password,
    links,
    audit,
    secrets,
    clock,
  });
  const passwordResets = new PasswordResets({
    people: personStore,
    store: new PostgresPasswordResetStore(db),
    password,
    sessions,
    links,
    audit,
    secrets,
    clock,
  });
  const appPasswords = new AppPasswords({
    ...{ store: new PostgresAppPasswordStore(db), desk, password, audit, secrets, clock, reportFault },
  });
  const people = new People({
    store: personStore,
    pictures: new PostgresPictureStore(db),
    password,
    sessions,
    viewers,
    audit,
    secrets,
    clock,
  });
  const stopHousekeeping = keepHouse(db, clock, log);

  return {
    http: accountsPlugin({
      desk,
      sessions,
      viewers,
      people,
      newcomers,
      passwordResets,
      appPasswords,
      audit,
      secrets,
      baseUrl: o.baseUrl,
      secureCookies: o.secureCookies,
    }),
    viewerOf: (cookieHeader) => viewers.viewerOf(readViewerCookies(cookieHeader)),
    async person(id) {
      const person = await people.byId(id);
      return person && summaryOf(person);
    },
    async prove(claim, caller) {
      const { person, appPasswordId } = await appPasswords.prove(claim, caller);
      return { ...summaryOf(person), appPasswordId };
    },
    onAppPasswordRevoked: (listener) => appPasswords.onRevoked(listener),
    async search(text, limit) {
      const found = await personStore.search(text, limit);
      return found.filter(({ disabledAtMs }) => disabledAtMs === null).map(summaryOf);
    },
    setupNeeded: async () => !(await personStore.administratorExists()),
    firstAdministratorToken: () => newcomers.firstAdministratorToken(),
    onSessionEnded: (listener) => sessions.onEnded(listener),
    async createPerson({ role, language, ...given }) {
      return summaryOf(await newcomers.create({ ...NewPerson.parse(given), language }, role));
    },
    close: stopHousekeeping,
  };
}
