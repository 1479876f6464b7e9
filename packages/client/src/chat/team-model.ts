/** What pages read of teams: a Matrix space with channels, members, links and a meeting room of its own. */
import type { Model } from '../model.ts';
import type { RoomMember } from './model.ts';

/** Who comes in without being invited: nobody, whoever asks and is let in, everybody of the house. */
export type TeamDoor = 'closed' | 'ask' | 'open';

export interface TeamChannel {
  roomId: string;
  name: string;
  topic?: string;
  isAnnouncements: boolean;
  isJoined: boolean;
}

export interface TeamLink {
  title: string;
  /** https:// only. */
  url: string;
}

export interface TeamFile {
  roomId: string;
  eventId: string;
  fileName: string;
  senderName: string;
  atMs: number;
}

export interface TeamAbout {
  links: readonly TeamLink[];
  /** Of the team's standing meeting room, once it was set up. */
  meetingId?: string;
  /** Who is in it says the directory. `kept`: one does not leave it; `closed`: its group is gone, it is read only. */
  ofDirectory?: 'kept' | 'closed';
  letsExternalsIn: boolean;
  door: TeamDoor;
  /** Owners: what the team is and whom it lets in. */
  mayChangeTeam: boolean;
  mayAddChannels: boolean;
  mayChangeLinks: boolean;
}

/** One team, beside its `OpenRoom` (name, members, invitations). Every promise rejects with `ChatFailed`. */
export interface Team {
  readonly about: Model<TeamAbout>;
  /** In the team's order, those only that this person may see. */
  channels(): Promise<TeamChannel[]>;
  /** The newest of the channels one is in, newest first. */
  files(): Promise<TeamFile[]>;
  /** @returns its id, when it is in the list of rooms */
  addChannel(channel: { name: string; topic?: string; isAnnouncements: boolean }): Promise<string>;
  /** Into the team; people from elsewhere also into its channels, where they do not come in by themselves. */
  invite(people: readonly { userId: string; isExternal: boolean }[]): Promise<void>;
  /** From the team and its channels. */
  remove(userId: string): Promise<void>;
  /** In the team and its channels. */
  setRole(userId: string, role: RoomMember['role']): Promise<void>;
  setLinks(links: readonly TeamLink[]): Promise<void>;
  setMeeting(meetingId: string): Promise<void>;
  setExternals(letIn: boolean): Promise<void>;
  setDoor(door: TeamDoor): Promise<void>;
  leave(): Promise<void>;
  close(): void;
}

/** A team that all of the house may find. */
export interface FoundTeam {
  teamId: string;
  name: string;
  topic?: string;
  memberCount: number;
  door: TeamDoor;
  /** One asked to be let in and waits. */
  isAsked: boolean;
}

export interface Teams {
  /** @throws {ChatFailed} not_found */
  open(teamId: string): Team;
  /** @returns its id; its first channel is made with it */
  create(team: { name: string; topic?: string; firstChannel: string; door: TeamDoor; userIds: readonly string[] }): Promise<string>;
  /** Those one is not in, the largest first. */
  find(search: string): Promise<FoundTeam[]>;
  /** Into the team and its channels. */
  enter(teamId: string): Promise<void>;
  /** Moderators see it, and invite. */
  ask(teamId: string): Promise<void>;
  /** A channel, or a room one was told of. */
  enterChannel(roomId: string): Promise<void>;
}
