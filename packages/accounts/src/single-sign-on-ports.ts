/** What single sign-on needs from outside. Fillings: `oidc/`, `saml/`, `postgres/`; groups: whoever gives rights by them. */
import type { EpochMs, HouseRole, PersonId } from '@saal/protocol';
import type { Person } from './person.ts';

/** An answer that is sent by a form holds signatures and up to a thousand groups. */
export const MAX_ANSWER_BYTES = 256 * 1024;

/** Who somebody has proven to be, as their provider says it. */
export type Proof = {
  subject: string;
  /** In lower case; absent when the provider told none or did not verify it. */
  email?: string;
  displayName?: string;
  groups: string[];
  /** The provider's own session, to be ended with. */
  providerSession?: string;
  /** By which the provider says that sessions are over, where that is not the subject. */
  name?: string;
  /** What the provider asks for when its session is to be ended from here; only it reads this, and it may be a secret. */
  endHint?: string;
};

/** By whom and how a session here came to be. */
export type SessionOrigin = {
  provider: string;
  subject: string;
  providerSession?: string | undefined;
  /** SHA-256 of the proof's name. */
  nameHash?: string | undefined;
  endHint?: string | undefined;
};

/** How a provider says that a session is over: by a form, of its server or of its page in a browser, or by a link (the query as it came). */
export type LogoutMessage = { to: string } & ({ by: 'form'; form: URLSearchParams } | { by: 'link'; query: string });

/** A provider ended a session of its own, or all of somebody's. */
export type LogoutNotice = {
  subject?: string;
  /** In the place of the subject, see `Proof`. */
  name?: string;
  /** Absent: all. */
  providerSessions?: readonly string[];
  /** Of this notice: it counts once. */
  tokenId: string;
  expiresAtMs: EpochMs;
  /** Where the browser that brought it goes on, with the word that it is done; undefined: the provider waits for none. */
  answer?: () => Promise<string | undefined>;
};

export interface IdentityProvider {
  readonly id: string;
  /** Whether the browser comes back by a link or by a form that the provider's page sends off. */
  readonly answersBy: 'link' | 'form';
  /** @returns the provider's address to send the browser to @throws {ProviderUnavailable} */
  begin(redirectUri: string, journeySecret: string): Promise<string>;
  /**
   * @param answer query of the address the provider sent the browser to, or its form
   * @throws {SignInFailed} when anything about the answer does not hold
   * @throws {ProviderUnavailable}
   */
  finish(redirectUri: string, answer: URLSearchParams, journeySecret: string): Promise<Proof>;
  /** @throws {SignInFailed, SignOutRefused, NotFound} when it does not hold, or comes in a way this provider has not @throws {ProviderUnavailable} */
  readLogout(message: LogoutMessage): Promise<LogoutNotice>;
  /**
   * Where to send a browser so that the provider's session ends, too.
   * @param backUri where the provider may send it afterwards
   * @returns undefined: this provider ends none
   * @throws {ProviderUnavailable}
   */
  endAt(origin: SessionOrigin, backUri: string): Promise<string | undefined>;
  /** What the provider wants to know of us, as a document for its operator; missing where there is none. */
  describeUs?(addresses: { redirectUri: string; backUri: string; logoutUri: string }): string;
}

export type Identity = { id: string; provider: string; createdAtMs: EpochMs; lastUsedAtMs: EpochMs };
export type Journey = { provider: string; returnPath: string; expiresAtMs: EpochMs };

export interface IdentityStore {
  /** Notes the use. */
  personOf(provider: string, subject: string, nowMs: EpochMs): Promise<Person | undefined>;
  /**
   * Gives the identity to the account with this e-mail, if `may` agrees and the provider knows the account by no other name.
   * @returns undefined when there is none
   */
  match(
    identity: { id: string; provider: string; subject: string },
    email: string,
    may: (person: Person) => boolean,
    nowMs: EpochMs,
  ): Promise<Person | undefined>;
  /** The person and their identity, both or neither. @throws {EmailTaken} */
  create(identity: { id: string; provider: string; subject: string }, person: Person): Promise<void>;
  listOf(personId: PersonId): Promise<Identity[]>;
  /** Roles the groups of this provider gave, by `noteGivenRoles`. */
  givenRoles(provider: string, personId: PersonId): Promise<readonly HouseRole[]>;
  noteGivenRoles(provider: string, personId: PersonId, roles: readonly HouseRole[]): Promise<void>;
  /** @returns false when this person has no such one. @throws {LastWayIn} */
  remove(personId: PersonId, id: string): Promise<boolean>;
}

export interface JourneyStore {
  add(secretHash: string, journey: Journey, nowMs: EpochMs): Promise<void>;
  /** Uses it up; not when outdated. */
  take(secretHash: string, nowMs: EpochMs): Promise<Journey | undefined>;
}

export interface SessionOriginStore {
  note(sessionId: string, origin: SessionOrigin): Promise<void>;
  /** @returns undefined: it came by a password */
  of(sessionId: string): Promise<SessionOrigin | undefined>;
  /** Fitting all of what is named; those of a name also when the provider gave them no session of its own. */
  sessionsOf(origin: {
    provider: string;
    subject?: string | undefined;
    nameHash?: string | undefined;
    providerSessions?: readonly string[] | undefined;
  }): Promise<{ personId: PersonId; sessionId: string }[]>;
  /** @returns false when it was used before */
  useToken(provider: string, tokenId: string, expiresAtMs: EpochMs): Promise<boolean>;
}

/** Learns at each sign-in in which groups the provider says somebody is. */
export type OnGroups = (personId: PersonId, provider: string, groups: readonly string[]) => Promise<void>;
