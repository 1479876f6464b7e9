/** What chat knows of meetings: who stands how in one. Filled by the app; meetings know nothing of chat. */
import type { PersonHere } from './chatters.ts';
import type { RoomId, UserId } from './ids.ts';

export interface MeetingPerson {
  /** Opaque: an account or the browser of a guest. */
  visitor: string;
  name: string;
  isInside: boolean;
  leads: boolean;
  mayChat: boolean;
}

export interface MeetingStanding {
  title: string;
  /** The permanent room of one person: what one visitor is told there is not for the next. */
  isPersonal: boolean;
  owner: PersonHere | undefined;
  /** Somebody is there, or people wait for it to begin. */
  isOpen: boolean;
  /** Undefined: not begun. */
  beganAtMs?: number | undefined;
  settings: { mayChat: 'everyone' | 'presenters' | 'hosts' | 'nobody'; chatUploads: boolean };
  /** Inside now, or before in this run. Nobody of the lobby. */
  people: readonly MeetingPerson[];
  /** Removed, refused or sent back. */
  keptOut: readonly string[];
}

export interface HouseMeetings {
  /** @returns undefined: there is no such meeting */
  standing(meetingId: string): Promise<MeetingStanding | undefined>;
  /** Who sends this Cookie header, as the meeting knows them. */
  visitorOf(cookieHeader: string | undefined, meetingId: string): Promise<{ visitor: string; person: PersonHere | undefined } | undefined>;
  /** As `MeetingPerson.visitor` has somebody with an account. */
  visitorKey(personId: string): string;
  /** The other way; undefined: a guest. */
  personIdOf?(visitor: string): string | undefined;
}

export interface RoomMember {
  userId: UserId;
  /** With an account. */
  personId: string | undefined;
  /** A guest of this room. */
  guest: string | undefined;
}

export interface MeetingRoomStore {
  roomOf(meetingId: string): Promise<RoomId | undefined>;
  /** Joined or invited. */
  members(roomId: RoomId): Promise<RoomMember[]>;
  guest(roomId: RoomId, visitor: string): Promise<UserId | undefined>;
  /** @returns the one that there is, when another request was faster */
  addGuest(roomId: RoomId, visitor: string, userId: UserId): Promise<UserId>;
  /** Clients for this room alone are signed out, but for those of these people. */
  keepClients(roomId: RoomId, userIds: readonly UserId[]): Promise<void>;
  /** Meetings whose room has guests or clients of its own: those that somebody must leave in time. */
  withVisitors(): Promise<string[]>;
  /** Nobody finds the room any more: it is in nobody's list. */
  end(meetingId: string, roomId: RoomId): Promise<void>;
}
