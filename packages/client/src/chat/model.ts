/** What pages read of chat. Two things fill it: the adapter of matrix-js-sdk (`chat/sdk`) and the thin client of a meeting (`chat/thin`). */
import type { Model } from '../model.ts';
import type { MessageHit, SearchProgress, SharedKind, SharedList } from './finding-model.ts';
import type { PlannedMessages, Reminders } from './later-model.ts';
import type { FileOptions, FileSource, MessageBody, OutgoingText, Timeline, TimelinePlace } from './message-model.ts';
import type { Polls } from './poll-model.ts';
import type { Notifying, OwnDevices } from './notifying-model.ts';
import type { Teams } from './team-model.ts';

export type * from './finding-model.ts';
export type * from './later-model.ts';
export type * from './message-model.ts';
export type * from './notifying-model.ts';
export type * from './poll-model.ts';

export interface ChatPerson {
  userId: string;
  displayName: string;
  avatarUrl?: string;
  /** Not of this administration: a guest, or of another server. Marked wherever the name stands. */
  isExternal: boolean;
}

export type RoomKind = 'direct' | 'group' | 'team' | 'announcements' | 'meeting';

export type NotificationLevel = 'all' | 'mentions' | 'none';

/** What colleagues are told of somebody. Who is not in the list is away, or not told. */
export interface Presence {
  state: 'available' | 'away' | 'busy' | 'dnd' | 'meeting';
  /** In their own words. */
  text?: string;
}

export interface RoomSummary {
  roomId: string;
  kind: RoomKind;
  /** Of a direct one the other's. */
  name: string;
  topic?: string;
  partner?: ChatPerson;
  /** The team (a Matrix space) that the room belongs to. */
  teamId?: string;
  /** Who is in it says the directory. `kept`: one does not leave it; `closed`: its group is gone, it is read only. */
  ofDirectory?: 'kept' | 'closed';
  membership: 'joined' | 'invited' | 'knocking';
  invitedBy?: ChatPerson;
  isEncrypted: boolean;
  isFavourite: boolean;
  unreadCount: number;
  mentionCount: number;
  notifications: NotificationLevel;
  /** A meeting of the room runs; told by the server. */
  call?: { meetingId: string; sinceMs: number; people: readonly ChatPerson[]; count: number };
  /** In one line, without signs of formatting; of a file its caption or name; of a voice message, whose name says nothing, empty. */
  lastMessage?: { senderName: string; isOwn: boolean; text: string; kind: MessageBody['type'] | 'voice' };
  lastActivityMs: number;
  memberCount: number;
  /** What was begun and not sent. */
  draft?: string;
}

export interface RoomMember extends ChatPerson {
  /** `writer`: where few write, one of them. */
  role: 'administrator' | 'moderator' | 'writer' | 'member';
  membership: 'joined' | 'invited' | 'knocking';
}

/** What this person may do here; buttons of the rest are not there. */
export interface RoomRights {
  mayWrite: boolean;
  mayReact: boolean;
  /** To give and take roles below one's own. */
  maySetRoles: boolean;
  mayUpload: boolean;
  mayInvite: boolean;
  mayRemove: boolean;
  mayChange: boolean;
  mayPin: boolean;
}

/** One room, as its page and the panel of a meeting show it. Every promise rejects with `RequestFailed` or `ChatFailed` (stable codes). */
export interface RoomChat {
  readonly roomId: string;
  readonly timeline: Model<Timeline>;
  readonly rights: Model<RoomRights>;
  /** Who writes now, without oneself. */
  readonly typing: Model<readonly ChatPerson[]>;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /**
   * Shows a place.
   * @returns `eventId` of the line that is there: what is asked for may be none itself, as a reaction. Undefined: there is no line
   */
  goTo(place: TimelinePlace): Promise<string | undefined>;
  goToEnd(): void;
  /** Shown at once as `sending`; resolves when the server has it. It is kept over reloads and goes out once. */
  send(message: OutgoingText): Promise<void>;
  sendFile(file: File, options?: FileOptions): Promise<void>;
  /** Of a message that failed, or of a file on its way. */
  retry(key: string): Promise<void>;
  discard(key: string): void;
  edit(eventId: string, message: Pick<OutgoingText, 'text' | 'markdown' | 'mentions'>): Promise<void>;
  remove(eventId: string): Promise<void>;
  /** Takes it back when it is there. */
  react(eventId: string, key: string): Promise<void>;
  /** Not in threads and in the panel of a meeting. */
  readonly planned?: PlannedMessages;
  /** Whether what one says can be sent as a message. Not beside a meeting, which has the microphone. */
  readonly takesVoice?: boolean;
  /** Not where polls are not offered: in threads and in the panel of a meeting. */
  readonly polls?: Polls;
  setTyping(typing: boolean): void;
  /** Everything up to the newest that is shown. */
  markRead(): void;
  /** An address of ours or of a decrypted copy; `thumbnail` within the size. Revoked when the room is closed. */
  fileUrl(file: FileSource, thumbnail?: { widthPx: number; heightPx: number }): Promise<string>;
  close(): void;
}

/** A room on the page of chat. */
export interface OpenRoom extends RoomChat {
  readonly summary: Model<RoomSummary>;
  readonly members: Model<readonly RoomMember[]>;
  /** What was pinned, the last pinned first, so far as it could be read. */
  readonly pins: Model<readonly MessageHit[]>;
  /** Loads its first page at once; closed by whoever asked for it. */
  shared(kind: SharedKind): SharedList;
  /** The messages of one thread, with the root first. Closed with its room. */
  thread(rootEventId: string): RoomChat;
  setDraft(text: string): void;
  pin(eventId: string, pinned: boolean): Promise<void>;
  invite(userIds: readonly string[]): Promise<void>;
  removeMember(userId: string): Promise<void>;
  setRole(userId: string, role: RoomMember['role']): Promise<void>;
  change(change: { name?: string; topic?: string }): Promise<void>;
  setNotifications(level: NotificationLevel): Promise<void>;
  setFavourite(favourite: boolean): Promise<void>;
  accept(): Promise<void>;
  leave(): Promise<void>;
}

export interface NewRoom {
  kind: 'group' | 'team' | 'announcements';
  name: string;
  topic?: string;
  userIds: readonly string[];
  isEncrypted: boolean;
  teamId?: string;
}

export type ChatConnection =
  | 'connecting'
  | 'connected'
  | 'offline'
  | 'signed-out'
  /** Another page of this browser has chat open; this one shows what it had, and ends. */
  | 'elsewhere';

export type EncryptionState =
  /** Nothing encrypted was needed yet, or it is being set up. */
  | { phase: 'none' | 'starting' }
  /** Set up at first use; the key is shown until the person says that it is kept. */
  | { phase: 'recovery-key-new'; recoveryKey: string }
  /** Other devices of this person have keys: compare emoji with one, or enter the recovery key. */
  | { phase: 'unverified'; canAskOtherDevice: boolean }
  | { phase: 'ready' }
  | { phase: 'failed'; code: string };

/** Comparing emoji with another device or person. */
export type Verification =
  | { phase: 'asked'; byName: string; isOwnDevice: boolean }
  | { phase: 'waiting' }
  | { phase: 'compare'; emoji: readonly { symbol: string; name: string }[] }
  | { phase: 'done' }
  | { phase: 'cancelled'; reason: string };

/** Whose messages and invitations this person does not want to see, on all devices; nobody else is told. */
export interface Ignoring {
  readonly people: Model<readonly ChatPerson[]>;
  set(userId: string, ignored: boolean): Promise<void>;
}

/** Everything of chat of one signed-in person in this browser. Made by `openChat`, once. */
export interface Chat {
  readonly userId: string;
  readonly connection: Model<ChatConnection>;
  /** Newest activity first. */
  readonly rooms: Model<readonly RoomSummary[]>;
  /** By user id. */
  readonly presence: Model<ReadonlyMap<string, Presence>>;
  readonly encryption: Model<EncryptionState>;
  readonly verification: Model<Verification | undefined>;
  readonly notifying: Notifying;
  readonly devices: OwnDevices;
  readonly reminders: Reminders;
  readonly ignoring: Ignoring;
  readonly teams: Teams;
  /** @throws {ChatFailed} not_found: it is not among `rooms` (yet) */
  open(roomId: string): OpenRoom;
  /** The room that there is with this person, or a new encrypted one. @returns its id */
  direct(userId: string): Promise<string>;
  /** @returns its id; of a team that of its first room, where everybody of the team is */
  create(room: NewRoom): Promise<string>;
  people(search: string): Promise<ChatPerson[]>;
  /** Newest first; encrypted rooms are searched in what this device has. */
  messages(search: string, roomId?: string): Promise<MessageHit[]>;
  readonly searchProgress: Model<SearchProgress>;
  pauseSearchReading(paused: boolean): void;
  recoveryKeyKept(): void;
  useRecoveryKey(key: string): Promise<void>;
  /** Neither recovery key nor another device is left: new keys. What only they could read stays sealed. */
  resetEncryption(): Promise<void>;
  /** @param deviceId one of one's own; else all of them are asked */
  startVerification(deviceId?: string): Promise<void>;
  answerVerification(answer: 'accept' | 'match' | 'differ' | 'cancel'): Promise<void>;
  close(): Promise<void>;
}
