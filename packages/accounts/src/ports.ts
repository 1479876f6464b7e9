/** What accounts need from outside. Fillings: `postgres/`, `argon2/`, and `@saal/foundation` for secrets. */
import type { EpochMs, HouseRole, PersonId, PersonRole } from '@saal/protocol';
import type { Limit } from './attempt-limiter.ts';
import type { Invitation } from './invitation.ts';
import type { Person } from './person.ts';
import type { PhoneBookRow, PhoneBookSearch } from './phone-book.ts';
import type { PictureFormat } from './picture.ts';
import type { PolicyChanges } from './policies.ts';
import type { Session, SessionEnds } from './session.ts';

export interface Secrets {
  /** 128 random bits, URL-safe. */
  newId(): string;
  /** 256 random bits, URL-safe: for cookies and one-time links. */
  newSecret(): string;
  /** What is stored of a secret. */
  hash(secret: string): string;
}

/** One way to prove who somebody is. The local password is the first; directory, single sign-on and passkeys can follow. */
export interface SignInMethod {
  /** As the audit names it. */
  readonly name: string;
  /**
   * Who has proven to hold the account of this e-mail; undefined when nobody has.
   * Takes the same time whether or not there is such an account.
   */
  prove(claim: { email: string; password: string }): Promise<PersonId | undefined>;
}

export interface PasswordHasher {
  /** @throws {RateLimited} when more are waiting than can be served soon */
  hash(password: string): Promise<string>;
  /** Without a stored hash it does the same work against one that fits nothing. @throws {RateLimited} like `hash` */
  verify(storedHash: string | undefined, password: string): Promise<boolean>;
}

export interface PasswordStore {
  credentialOf(email: string): Promise<{ personId: PersonId; hash: string } | undefined>;
  hashOf(personId: PersonId): Promise<string | undefined>;
  /** Ends all sessions but `keepSessionId` with it, and voids a link to reset it. @returns the ended ones */
  replace(personId: PersonId, hash: string, keepSessionId: string, nowMs: EpochMs): Promise<string[]>;
}

export interface PersonStore {
  byId(id: PersonId): Promise<Person | undefined>;
  /** By their whole address. */
  byEmail(email: string): Promise<Person | undefined>;
  /** By name; those whose name or e-mail holds `text`. At most `limit`. */
  search(text: string, limit: number): Promise<Person[]>;
  /** Whose account is open, by name. At most `limit`. @param roles at least one of them */
  ofRoles(roles: readonly HouseRole[], limit: number): Promise<Person[]>;
  /** @throws {EmailTaken} */
  add(person: Person, passwordHash: string, entry: AuditEntry): Promise<void>;
  changeProfile(id: PersonId, change: Partial<Pick<Person, 'displayName' | 'language' | 'theme'>>): Promise<Person | undefined>;
  /**
   * Applies `step` under a lock on all administrators. In the same transaction: the audit says what `note` tells; whoever is disabled loses all sessions; whose
   * rights change, a link to their password; who is disabled or loses a role, the invitations and links to passwords they made.
   */
  changeAccess(
    id: PersonId,
    step: (person: Person, activeAdministrators: number) => Person,
    note: (before: Person, after: Person) => readonly AuditEntry[],
  ): Promise<{ before: Person; after: Person } | undefined>;
  /** By id, as they are called now; people who are no more are missing. */
  names(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Whose account was disabled at this time or later, and is. */
  disabledSince(sinceMs: EpochMs): Promise<{ id: PersonId; disabledAtMs: EpochMs }[]>;
  administratorExists(): Promise<boolean>;
  addSetUpToken(secretHash: string, expiresAtMs: EpochMs): Promise<void>;
  setUpTokenExists(secretHash: string, nowMs: EpochMs): Promise<boolean>;
  /** Uses the token up. @throws {AlreadySetUp, LinkInvalid, EmailTaken} */
  addFirstAdministrator(person: Person, passwordHash: string, tokenHash: string, nowMs: EpochMs, entry: AuditEntry): Promise<void>;
}

export interface PolicyStore {
  /** What was chosen here, by the name of the policy; as stored. */
  read(): Promise<Record<string, unknown>>;
  /** One after the other. @param changes `null`: chosen no longer @param step what is told, and the entries of the audit that go with it */
  change<Told extends { entries: readonly AuditEntry[] }>(
    changes: PolicyChanges,
    step: (stored: Readonly<Record<string, unknown>>) => Told,
  ): Promise<Told>;
}

export interface PhoneBookStore {
  /** People whose account is open, best match first. @param hidden is not searched either */
  search(search: PhoneBookSearch, hidden: { email: boolean; mobile: boolean }, limit: number): Promise<PhoneBookRow[]>;
  /** The same, as other features know people. */
  people(search: PhoneBookSearch, hidden: { email: boolean; mobile: boolean }, limit: number): Promise<Person[]>;
  /** Undefined for disabled people too. */
  entry(id: PersonId): Promise<PhoneBookRow | undefined>;
}

export interface SessionStore {
  /** Not for a disabled person: undefined then. @returns sessions ended because there were too many */
  add(session: Session, secretHash: string): Promise<string[] | undefined>;
  /** With its person; not when disabled. */
  find(secretHash: string): Promise<{ session: Session; person: Person } | undefined>;
  noteUse(id: string, nowMs: EpochMs): Promise<void>;
  listOf(personId: PersonId, ends: SessionEnds): Promise<Session[]>;
  /** Those that are over go. @returns which */
  endOverdue(ends: SessionEnds): Promise<{ personId: PersonId; sessionId: string }[]>;
  /** Everybody with an open account: in by a session, or by a program. */
  holders(): Promise<{ personId: PersonId; email: string }[]>;
  endAllOf(personIds: readonly PersonId[]): Promise<void>;
  /** @returns false when this person has no such session */
  end(personId: PersonId, id: string): Promise<boolean>;
}

/** Browsers that have signed in to an account before. */
export interface KnownBrowserStore {
  knows(secretHash: string, email: string): Promise<boolean>;
  remember(secretHash: string, personId: PersonId, nowMs: EpochMs): Promise<void>;
}

export interface InvitationStore {
  add(invitation: Omit<Invitation, 'invitedByName'>, secretHash: string, entry: AuditEntry): Promise<void>;
  /** Neither accepted nor expired. */
  open(secretHash: string, nowMs: EpochMs): Promise<Invitation | undefined>;
  listOpen(nowMs: EpochMs): Promise<Invitation[]>;
  withdraw(id: string, entry: AuditEntry): Promise<boolean>;
  /** Uses it up and adds the person, both or neither. @throws {LinkInvalid, EmailTaken} */
  accept(secretHash: string, person: Person, passwordHash: string, nowMs: EpochMs, entry: AuditEntry): Promise<void>;
}

export interface PasswordResetStore {
  /** In the place of the person's former link. @returns false for somebody who has no password: they sign in by a provider */
  put(reset: { personId: PersonId; madeBy: PersonId; expiresAtMs: EpochMs }, secretHash: string, entry: AuditEntry): Promise<boolean>;
  /** Whose it is: not expired, and the person not disabled. */
  open(secretHash: string, nowMs: EpochMs): Promise<Person | undefined>;
  /** Uses it up, sets the password, ends all sessions of the person and voids their app passwords. @returns how many ended @throws {LinkInvalid} */
  use(secretHash: string, passwordHash: string, nowMs: EpochMs, note: (sessions: number) => AuditEntry): Promise<number>;
}

export type AppPassword = { id: string; personId: PersonId; name: string; createdAtMs: EpochMs; lastUsedAtMs: EpochMs | null };

export interface AppPasswordStore {
  /** @returns false: the person has `most` of them */
  add(appPassword: AppPassword, secretHash: string, most: number): Promise<boolean>;
  listOf(personId: PersonId): Promise<AppPassword[]>;
  /** Of the account with this e-mail; notes that it was used. */
  use(email: string, secretHash: string, nowMs: EpochMs): Promise<{ id: string; personId: PersonId } | undefined>;
  /** @returns false when this person has no such one */
  remove(personId: PersonId, id: string): Promise<boolean>;
}

export interface PictureStore {
  put(personId: PersonId, picture: { version: string; format: PictureFormat; bytes: Uint8Array }): Promise<void>;
  /** One's own; that of the directory is shown then, if there is one. */
  remove(personId: PersonId): Promise<void>;
  /** That of the directory, or none; shown where somebody has none of their own. @param picture.hash of the file it was made of */
  putGiven(
    personId: PersonId,
    picture: { hash: string; version: string; format: PictureFormat; bytes: Uint8Array } | undefined,
  ): Promise<void>;
  get(personId: PersonId, version: string): Promise<{ format: PictureFormat; bytes: Uint8Array } | undefined>;
}

export interface AttemptStore {
  /** Pours into all or, when one would overflow, into none: then the longest time to wait. */
  pour(limits: readonly Limit[]): Promise<{ retryAfterMs: number } | undefined>;
  pourBack(limits: readonly Limit[]): Promise<void>;
}

/** Every action of accounts, and what its subject is. Pages have words for each. */
export const auditedActions = {
  'set-up': 'person',
  'person-created': 'person',
  'signed-in': 'session',
  'sign-in-refused': 'person',
  'sign-in-limited': 'person',
  'sign-ins-failed': 'person',
  'signed-out': 'session',
  'session-ended': 'session',
  'password-changed': 'person',
  'password-refused': 'person',
  'password-reset-made': 'person',
  'password-reset': 'person',
  'app-password-made': 'app-password',
  'app-password-revoked': 'app-password',
  'factor-added': 'person',
  'factor-removed': 'person',
  'factor-refused': 'person',
  'factors-reset': 'person',
  'recovery-codes-made': 'person',
  'recovery-code-used': 'person',
  'link-refused': 'link',
  invited: 'invitation',
  'invitation-withdrawn': 'invitation',
  'invitation-accepted': 'invitation',
  'role-changed': 'person',
  disabled: 'person',
  enabled: 'person',
  'policy-changed': 'policy',
  'directory-confirmed': 'directory-run',
  'scim-token-made': 'scim-token',
  'scim-token-revoked': 'scim-token',
  'group-made': 'group',
  'group-changed': 'group',
  'group-removed': 'group',
  'group-joined': 'person',
  'group-left': 'person',
  'identity-linked': 'identity',
  'identity-unlinked': 'identity',
  'not-allowed': 'person',
  'audit-read': 'audit',
  'audit-exported': 'audit',
} as const;

export type AuditAction = keyof typeof auditedActions;

export type AuditEntry = {
  action: AuditAction;
  /** Who did it; absent for strangers and for the operator. */
  actorId?: PersonId | undefined;
  /** Of SCIM, which did it in place of a person. */
  tokenId?: string | undefined;
  /** Who or what it was done to. */
  subjectId?: string | undefined;
  /** /24 or /48 it came from. */
  network?: string | undefined;
  details?: {
    role?: PersonRole;
    roles?: HouseRole[];
    /** Before, where roles changed. */
    from?: HouseRole[];
    method?: string;
    count?: number;
    sessions?: number;
    what?: string;
    /** Of the directory: whose people they are now, or no more. */
    group?: string;
    /** Whose sign-ins failed. */
    of?: 'person' | 'unknown-name' | 'address';
    /** Of a policy of the house. */
    before?: string;
    after?: string;
    /** What was looked for in the audit. */
    filter?: string[];
  };
};

/** Facts for the auditor, never secrets, never what was typed as an e-mail. Deeds that change the database are noted by its stores. */
export interface AuditLog {
  write(entry: AuditEntry): Promise<void>;
}
