/** Builds accounts from its parts; the one file of the package that knows all of them. */
import { AuditTrail, every, hashSecret, newId, newSecret, type Clock, type Database, type Logger } from '@saal/foundation';
import {
  DisplayName,
  Email,
  Password,
  type HousePolicies,
  type HouseRight,
  type HouseRole,
  type Language,
  type PersonId,
  type PersonRole,
  type PhoneBookEntry,
  type SignInWays,
} from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Argon2PasswordHasher } from './argon2/password-hasher.ts';
import { AppPasswords } from './app-passwords.ts';
import { AttemptLimiter } from './attempt-limiter.ts';
import { AuditReader } from './audit-reader.ts';
import { createDirectory } from './create-directory.ts';
import { EitherPassword } from './directory-password.ts';
import { DisabledWatch } from './disabled-watch.ts';
import type { DirectorySettings } from './ldap/settings.ts';
import { createSingleSignOn } from './create-single-sign-on.ts';
import { Failures } from './failures.ts';
import { House } from './house.ts';
import type { TeamGroup } from './group-ports.ts';
import { Groups } from './groups.ts';
import { readViewerCookies } from './http/cookies.ts';
import { accountsPlugin } from './http/plugin.ts';
import { scimPlugin } from './http/scim-routes.ts';
import { createFactors, type FactorSettings } from './create-factors.ts';
import { LocalPassword } from './local-password.ts';
import { Newcomers } from './newcomers.ts';
import { networkOf } from './network.ts';
import { OneTimeLinks } from './one-time-links.ts';
import { PasswordResets } from './password-resets.ts';
import { People } from './people.ts';
import { entryOf, searchFor, type PhoneBookSettings } from './phone-book.ts';
import { summaryOf, type PersonSummary, type Viewer } from './person.ts';
import { Policies } from './policies.ts';
import { PostgresAppPasswordStore } from './postgres/app-password-store.ts';
import { PostgresAttemptStore } from './postgres/attempt-store.ts';
import { PostgresAuditLog } from './postgres/audit-log.ts';
import { PostgresDirectoryStore } from './postgres/directory-store.ts';
import { PostgresFailureStore } from './postgres/failure-store.ts';
import { PostgresGroupStore } from './postgres/group-store.ts';
import { keepHouse } from './postgres/housekeeping.ts';
import { PostgresInvitationStore } from './postgres/invitation-store.ts';
import { PostgresKnownBrowserStore } from './postgres/known-browser-store.ts';
import { PostgresPasswordResetStore } from './postgres/password-reset-store.ts';
import { PostgresPasswordStore } from './postgres/password-store.ts';
import { PostgresPeopleList } from './postgres/people-list.ts';
import { PostgresPhoneBookStore } from './postgres/phone-book-store.ts';
import { PostgresPersonStore } from './postgres/person-store.ts';
import { PostgresPictureStore } from './postgres/picture-store.ts';
import { PostgresPolicyStore } from './postgres/policy-store.ts';
import { PostgresScimGroupStore } from './postgres/scim-group-store.ts';
import { PostgresScimStore } from './postgres/scim-store.ts';
import { PostgresSessionStore } from './postgres/session-store.ts';
import { narrowed } from './postgres/tables.ts';
import type { Secrets } from './ports.ts';
import { ProxySignIn } from './proxy-sign-in.ts';
import { signInWays, type SignInFile } from './provider.ts';
import { rolesWith } from './rights.ts';
import { Scim } from './scim.ts';
import { ScimGroups } from './scim-groups.ts';
import { Sessions, type SessionEnded } from './sessions.ts';
import type { OnGroups } from './single-sign-on-ports.ts';
import { SignInDesk, type Caller } from './sign-in.ts';
import { Viewers } from './viewers.ts';

export interface Accounts {
  /** The routes; registered by the app with prefix `/api`. */
  http: FastifyPluginAsync;
  /** For providers that push people here; registered by the app with prefix `/scim/v2`. */
  scim: FastifyPluginAsync;
  /**
   * Who sends this Cookie header: a person, a guest, or nobody known. Fast: asked at every request and WebSocket.
   * A session ended on this server is over at once, one ended on another after two seconds.
   */
  viewerOf(cookieHeader: string | undefined): Promise<Viewer | undefined>;
  /** Also people whose account is disabled: what they made still bears their name. */
  person(id: PersonId): Promise<PersonSummary | undefined>;
  /** What the house decides for everybody; what another server changed counts after two seconds. */
  policies(): Promise<HousePolicies>;
  /** By whom an e-mail is: an account of another house. */
  isExternal(email: string): boolean;
  /** Whether they have an account that is not disabled. */
  isOpen(id: PersonId): Promise<boolean>;
  /**
   * Whose password or app password this is: for programs that sign in their own way.
   * @param o.signedIn asked once more of who is in already; default: no
   * @throws {WrongCredentials, AccountDisabled, AppPasswordNeeded, RateLimited}
   */
  prove(
    claim: { email: string; password: string },
    caller: Caller,
    o?: { signedIn: boolean },
  ): Promise<PersonSummary & { appPasswordId?: string | undefined }>;
  /** What signed in by it is to be signed out. @returns the function that ends listening */
  onAppPasswordRevoked(listener: (revoked: { personId: PersonId; appPasswordId: string }) => void): () => void;
  /**
   * People whose account is open, found as in the phone book: by beginnings and middles of words, folded, in any order. What the phone
   * book hides (e-mail, mobile number) finds nobody here either. Signs alone, or nothing, find nobody.
   * @param limit at most so many, best match first
   */
  search(text: string, limit: number): Promise<PersonSummary[]>;
  /** Found likewise, and with what the phone book shows of them and nothing else: for who looks for colleagues. */
  lookUp(text: string, limit: number): Promise<PhoneBookEntry[]>;
  /** By their whole address, if their account is open. */
  byEmail(email: string): Promise<PersonSummary | undefined>;
  /** Groups of the directory, and of a provider that pushes them, that are teams. */
  groups: {
    /** All, also those that are gone. */
    all(): Promise<TeamGroup[]>;
    /** Those in it whose account is open. */
    people(groupId: string): Promise<PersonSummary[]>;
    /** By this server: what another one changed is seen by its fingerprint. @returns the function that ends listening */
    onChanged(listener: () => void): () => void;
  };
  /** Whose roles hold this right and whose account is open; at most a hundred, by name. */
  holdersOf(right: HouseRight): Promise<PersonSummary[]>;
  /** Whether nobody has set up the first administrator yet. */
  setupNeeded(): Promise<boolean>;
  /** A fresh one-time token, good for a day, while no administrator exists; for the fragment of `/setup#`. */
  firstAdministratorToken(): Promise<string | undefined>;
  /** Sign-out, revoked, replaced or disabled; without `sessionId` all of the person's. @returns the function that ends listening */
  onSessionEnded(listener: (ended: SessionEnded) => void): () => void;
  /** Without an invitation: for operators, scripts and tests. @throws {ZodError, PasswordTooWeak, EmailTaken} */
  createPerson(o: {
    email: string;
    displayName: string;
    password: string;
    role: PersonRole;
    roles?: readonly HouseRole[];
    language?: Language;
  }): Promise<PersonSummary>;
  /** What the page of signing in offers; undefined: passwords of this server only. */
  signInWays: SignInWays | undefined;
  /** Stops the hourly deletion of outdated data, and the runs of the directory. */
  close(): void;
}

/** For `migrate` of foundation. */
export const accountsMigrations = { feature: 'accounts', directory: new URL('../migrations/', import.meta.url) };

/** A session ended by disabling on another server is noticed this much later at most. */
const WATCH_EVERY_MS = 5_000;
/** Requests of a session that is over are refused at once; what else hangs on it ends this much later at most. */
const END_SESSIONS_EVERY_MS = 60_000;

const showsAll: PhoneBookSettings = { showsEmail: true, showsMobile: true, isExternal: () => false };

const NewPerson = z.object({ email: Email, displayName: DisplayName, password: Password });

/**
 * @param o.baseUrl address people reach this server by, without a slash at its end
 * @param o.secureCookies whether the request came by HTTPS
 * @param o.signIn providers of identities; none: passwords only
 * @param o.onGroups learns at each sign-in by a provider which groups it tells
 */
export function createAccounts(o: {
  db: Database;
  clock: Clock;
  log: Logger;
  baseUrl: (request: FastifyRequest) => string;
  secureCookies: (request: FastifyRequest) => boolean;
  /** Without one all accounts are made here. */
  directory?: DirectorySettings | undefined;
  signIn?: SignInFile | undefined;
  onGroups?: OnGroups | undefined;
  secondFactor: FactorSettings;
  /** Set by the operator, so changed by nobody here. Default: none is. */
  policies?: Partial<HousePolicies> | undefined;
  /** How long entries of the audit are kept, whichever feature made them; default: 90. */
  auditKeptDays?: number | undefined;
  /** Default: shows all, and nobody is external. */
  phoneBook?: PhoneBookSettings | undefined;
}): Accounts {
  const { clock } = o;
  const log = o.log.child({ feature: 'accounts' });
  const db = narrowed(o.db);
  const secrets: Secrets = { newId, newSecret, hash: hashSecret };
  const trail = new AuditTrail(o.db, clock);
  const audit = new PostgresAuditLog(db, trail);
  const personStore = new PostgresPersonStore(db, audit);
  const policies = new Policies({ store: new PostgresPolicyStore(db, audit, clock), given: o.policies, clock });
  const phoneBook = o.phoneBook ?? showsAll;
  const phoneBookStore = new PostgresPhoneBookStore(db);
  const hidden = { email: !phoneBook.showsEmail, mobile: !phoneBook.showsMobile };
  const house = new House({ policies, isExternal: phoneBook.isExternal });
  const pictures = new PostgresPictureStore(db);
  const sessionStore = new PostgresSessionStore(db);
  const limiter = new AttemptLimiter(new PostgresAttemptStore(db, clock));
  const password = new LocalPassword({
    store: new PostgresPasswordStore(db),
    hasher: new Argon2PasswordHasher(),
    limiter,
    policies,
    clock,
  });
  const viewers = new Viewers({ sessions: sessionStore, secrets, house, clock });
  const reportFault = (error: unknown): void => log.error({ err: error }, 'a listener to ended sessions or revoked app passwords failed');
  const sessions = new Sessions({ store: sessionStore, viewers, secrets, house, clock, reportFault });
  const groupStore = new PostgresGroupStore(db);
  const groups = new Groups(groupStore, (error) => log.error({ err: error }, 'a listener to groups failed'));
  const teamsChanged = (): void => groups.changed();
  const browsers = new PostgresKnownBrowserStore(db);
  const directory =
    o.directory &&
    createDirectory({
      ...{ db, clock, log, people: personStore, pictures, sessions, viewers, audit, secrets, groups: groupStore, teamsChanged },
      settings: o.directory,
    });
  const method = directory ? new EitherPassword(directory.method, password) : password;
  const failures = new Failures({ store: new PostgresFailureStore(db), people: personStore, audit, secrets, clock });
  const desk = new SignInDesk({ method, people: personStore, sessions, browsers, limiter, audit, secrets, failures, house, clock });
  const links = new OneTimeLinks({ limiter, audit, secrets });
  const newcomers = new Newcomers({
    people: personStore,
    invitations: new PostgresInvitationStore(db, audit),
    password,
    links,
    secrets,
    house,
    clock,
  });
  const passwordResets = new PasswordResets({
    people: personStore,
    store: new PostgresPasswordResetStore(db, audit),
    password,
    sessions,
    links,
    secrets,
    clock,
  });
  const factorFeature = createFactors({
    ...{ db, settings: o.secondFactor, policies, desk, password, people: personStore, limiter, audit, secrets, clock },
  });
  const hasFactor = async (id: PersonId): Promise<boolean> => (await factorFeature.factors.methods(id)).length > 0;
  const appPasswords = new AppPasswords({
    ...{ store: new PostgresAppPasswordStore(db), desk, password, hasFactor, audit, secrets, clock, reportFault },
  });
  const people = new People({
    store: personStore,
    pictures,
    password,
    sessions,
    viewers,
    audit,
    secrets,
    clock,
  });
  const { singleSignOn, singleSignOut } = createSingleSignOn({
    db,
    signIn: o.signIn,
    people: personStore,
    viewers,
    sessions,
    audit,
    secrets,
    clock,
    log,
    onGroups: o.onGroups,
    installationSecret: o.secondFactor.installationSecret,
  });
  const proxySignIn = new ProxySignIn({
    ...{
      providers: o.signIn?.providers.filter((provider) => provider.kind === 'proxy') ?? [],
      directory,
      people: personStore,
      sessions,
      audit,
      secrets,
    },
    reportRefusal: (provider, why, peer) => log.warn({ provider, why, peer: networkOf(peer) }, 'a sign-in by a proxy was refused'),
  });
  const scim = new Scim({
    ...{ store: new PostgresScimStore(db, audit), directory: new PostgresDirectoryStore(db), people: personStore },
    ...{ sessions, viewers, audit, secrets, clock },
  });
  const scimGroups = new ScimGroups({ store: new PostgresScimGroupStore(db, audit), secrets, clock, changed: teamsChanged });
  const stopHousekeeping = keepHouse(db, trail, o.auditKeptDays ?? 90, clock, log);
  const stopEnding = every(clock, END_SESSIONS_EVERY_MS, () => {
    sessions.endOverdue().catch((err: unknown) => log.warn({ err }, 'sessions that are over could not be ended'));
  });
  const watch = new DisabledWatch({ people: personStore, sessions, clock });
  const stopWatching = every(clock, WATCH_EVERY_MS, () => {
    watch.look().catch((err: unknown) => log.warn({ err }, 'it could not be seen who was disabled elsewhere'));
  });

  return {
    http: accountsPlugin({
      desk,
      sessions,
      viewers,
      people,
      newcomers,
      passwordResets,
      appPasswords,
      singleSignOn,
      singleSignOut,
      proxySignIn,
      ...factorFeature,
      audit,
      peopleList: new PostgresPeopleList(db),
      signInWays: o.signIn && signInWays(o.signIn),
      ...{ house, hasExternals: phoneBook.hasExternals === true },
      auditReader: new AuditReader({ trail, people: personStore, groups: groupStore, audit }),
      secrets,
      baseUrl: o.baseUrl,
      secureCookies: o.secureCookies,
      phoneBook: { settings: phoneBook, store: phoneBookStore },
      directory,
      scim,
    }),
    scim: scimPlugin(scim, scimGroups, o.baseUrl),
    groups,
    viewerOf: (cookieHeader) => viewers.viewerOf(readViewerCookies(cookieHeader)),
    async person(id) {
      const person = await people.byId(id);
      return person && { ...summaryOf(person), ...house.mark(person) };
    },
    policies: () => policies.now(),
    isExternal: (email) => house.isExternal(email),
    isOpen: async (id) => (await people.byId(id))?.disabledAtMs === null,
    async prove(claim, caller, { signedIn } = { signedIn: false }) {
      const { person, appPasswordId } = await appPasswords.prove(claim, caller, { signedIn });
      return { ...summaryOf(person), appPasswordId };
    },
    onAppPasswordRevoked: (listener) => appPasswords.onRevoked(listener),
    async search(text, limit) {
      const search = searchFor(text, undefined, phoneBook.home);
      if (search.words.length === 0) return [];
      const found = await phoneBookStore.people(search, hidden, limit);
      return found.map((person) => ({ ...summaryOf(person), ...house.mark(person) }));
    },
    async lookUp(text, limit) {
      const search = searchFor(text, undefined, phoneBook.home);
      if (search.words.length === 0) return [];
      return (await phoneBookStore.search(search, hidden, limit)).map((row) => entryOf(row, phoneBook));
    },
    async byEmail(email) {
      const person = await personStore.byEmail(email);
      return person?.disabledAtMs === null ? { ...summaryOf(person), ...house.mark(person) } : undefined;
    },
    holdersOf: async (right) => (await personStore.ofRoles(rolesWith(right), 100)).map(summaryOf),
    setupNeeded: async () => !(await personStore.administratorExists()),
    firstAdministratorToken: () => newcomers.firstAdministratorToken(),
    onSessionEnded: (listener) => sessions.onEnded(listener),
    async createPerson({ role, roles = [], language, ...given }) {
      const all = role === 'administrator' ? ([...roles, role] as const) : roles;
      return summaryOf(await newcomers.create({ ...NewPerson.parse(given), language }, all));
    },
    close: () => {
      stopHousekeeping();
      stopWatching();
      stopEnding();
      directory?.close();
    },
    signInWays: o.signIn && signInWays(o.signIn),
  };
}
