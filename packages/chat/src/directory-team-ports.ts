/** What teams of the directory need from outside. Fillings: the app, which knows the accounts, and `postgres/directory-team-store.ts`. */
import type { PersonHere } from './chatters.ts';
import type { RoomId, UserId } from './ids.ts';

/** A group of the directory as it stands. */
export interface HouseGroup {
  id: string;
  name: string;
  source: 'ldap' | 'scim';
  /** With an open account. */
  people: number;
  /** The same as long as the same people are in it. */
  fingerprint: string;
  changedAtMs: number;
  /** The directory knows it no more: its team is closed. */
  isGone: boolean;
}

export interface HouseGroups {
  /** All, also those that are gone. */
  all(): Promise<HouseGroup[]>;
  /** Those whose account is open. */
  people(groupId: string): Promise<PersonHere[]>;
}

/** Which of a team's two rooms: its space, and the channel all of it are in. */
export type DirectoryPart = 'team' | 'channel';
export interface DirectoryPlace {
  groupId: string;
  part: DirectoryPart;
}

export interface DirectoryTeamState {
  groupId: string;
  /** How the group stood when its rooms were as they have to be. */
  followed: string | undefined;
  followedAtMs: number | undefined;
  /** The last look failed then. */
  failedAtMs: number | undefined;
}

export interface DirectoryTeamStore {
  /** Runs `task` unless another server is at it: undefined then. */
  alone<T>(task: () => Promise<T>): Promise<T | undefined>;
  /** Runs `task` when nobody else is at it. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
  states(): Promise<DirectoryTeamState[]>;
  rooms(groupId: string): Promise<Partial<Record<DirectoryPart, RoomId>>>;
  noteFollowed(groupId: string, followed: string, nowMs: number): Promise<void>;
  noteFailed(groupId: string, nowMs: number): Promise<void>;
  /** Who has a name in chat already. */
  namesOf(personIds: readonly string[]): Promise<Map<string, { userId: UserId; isExternal: boolean }>>;
  /** Who is in a room, is invited or asks to be. */
  members(roomId: RoomId): Promise<UserId[]>;
  /** Of these rooms, those somebody is in or invited to. */
  placesOf(userIds: readonly UserId[], roomIds: readonly RoomId[]): Promise<{ userId: UserId; roomId: RoomId }[]>;
}
