/** What pages read of chat. Two things fill it: the adapter of matrix-js-sdk (`chat/sdk`) and the thin client of a meeting (`chat/thin`). */
import type { Model } from '../model.ts';

export interface ChatPerson {
  userId: string;
  displayName: string;
  avatarUrl?: string;
  /** Not of this administration: a guest, or of another server. Marked wherever the name stands. */
  isExternal: boolean;
}

export type RoomKind = 'direct' | 'group' | 'team' | 'announcements' | 'meeting';
export type NotificationLevel = 'all' | 'mentions' | 'none';

export interface RoomSummary {
  roomId: string;
  kind: RoomKind;
  /** Of a direct one the other's. */
  name: string;
  topic?: string;
  partner?: ChatPerson;
  /** The team (a Matrix space) that the room belongs to. */
  teamId?: string;
  membership: 'joined' | 'invited' | 'knocking';
  invitedBy?: ChatPerson;
  isEncrypted: boolean;
  isFavourite: boolean;
  unreadCount: number;
  mentionCount: number;
  notifications: NotificationLevel;
  lastMessage?: { senderName: string; isOwn: boolean; text: string };
  lastActivityMs: number;
  memberCount: number;
  /** What was begun and not sent. */
  draft?: string;
}

export interface FileSource {
  fileName: string;
  mimeType: string;
  sizeBytes: number;
  widthPx?: number;
  heightPx?: number;
  durationMs?: number;
  /** Opaque to pages: handed to `RoomChat.fileUrl`. */
  handle: unknown;
}

export type MessageBody =
  | { type: 'text'; text: string; html?: string }
  | { type: 'image' | 'file' | 'audio' | 'video'; text?: string; file: FileSource }
  /** Could not be decrypted (yet); `isWaiting`: its key may still come. */
  | { type: 'sealed'; isWaiting: boolean }
  | { type: 'deleted'; byName?: string };

export interface Reaction {
  key: string;
  count: number;
  isOwn: boolean;
  names: readonly string[];
}

export type Delivery = 'sending' | 'sent' | 'failed';

/** One line of a timeline that a person wrote. */
export interface Message {
  kind: 'message';
  /** The same from its first echo on, through sending, for React and drafts. */
  key: string;
  /** Undefined until the server has it. */
  eventId?: string;
  sender: ChatPerson;
  isOwn: boolean;
  atMs: number;
  body: MessageBody;
  isEdited: boolean;
  mentionsMe: boolean;
  replyTo?: { eventId: string; senderName?: string; text?: string };
  reactions: readonly Reaction[];
  thread?: { count: number; unreadCount: number; lastAtMs: number; lastSenderName: string };
  delivery: Delivery;
  /** Progress of a file on its way, 0..1. */
  uploaded?: number;
  readBy: readonly ChatPerson[];
  isPinned: boolean;
  mayEdit: boolean;
  mayDelete: boolean;
}

/** Something that happened to the room; words are made by pages. */
export interface RoomNotice {
  kind: 'notice';
  key: string;
  eventId: string;
  atMs: number;
  what: 'created' | 'joined' | 'left' | 'invited' | 'removed' | 'renamed' | 'topic-changed' | 'encrypted' | 'call-began' | 'call-ended';
  byName: string;
  /** Whom it is about, or the new name or topic. */
  about?: string;
}

export type TimelineItem = Message | RoomNotice;

export interface Timeline {
  /** Oldest first. */
  items: readonly TimelineItem[];
  hasOlder: boolean;
  /** Not at the end: a place in the past is shown. */
  hasNewer: boolean;
  isLoading: boolean;
  /** Stable code of why nothing could be loaded. */
  error?: string;
  /** Everything up to it was read when the room was opened: the line "new" stands below. */
  readUpTo?: string;
}

export interface RoomMember extends ChatPerson {
  role: 'administrator' | 'moderator' | 'member';
  membership: 'joined' | 'invited' | 'knocking';
}

/** What this person may do here; buttons of the rest are not there. */
export interface RoomRights {
  mayWrite: boolean;
  mayUpload: boolean;
  mayInvite: boolean;
  mayRemove: boolean;
  mayChange: boolean;
  mayPin: boolean;
}

export interface OutgoingText {
  text: string;
  /** Markdown in `text` becomes formatted text. */
  markdown: boolean;
  mentions: readonly string[];
  replyTo?: string;
  threadRoot?: string;
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
  /** Shows the place of a message; its `eventId`, or a time. */
  goTo(place: { eventId: string } | { atMs: number }): Promise<void>;
  goToEnd(): void;
  /** Shown at once as `sending`; resolves when the server has it. It is kept over reloads and goes out once. */
  send(message: OutgoingText): Promise<void>;
  sendFile(file: File, options?: { threadRoot?: string; durationMs?: number }): Promise<void>;
  /** Of a message that failed, or of a file on its way. */
  retry(key: string): Promise<void>;
  discard(key: string): void;
  edit(eventId: string, message: Pick<OutgoingText, 'text' | 'markdown' | 'mentions'>): Promise<void>;
  remove(eventId: string): Promise<void>;
  /** Takes it back when it is there. */
  react(eventId: string, key: string): Promise<void>;
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

export interface MessageHit {
  roomId: string;
  eventId: string;
  senderName: string;
  text: string;
  atMs: number;
}

/** Everything of chat of one signed-in person in this browser. Made by `openChat`, once. */
export interface Chat {
  readonly userId: string;
  readonly connection: Model<ChatConnection>;
  /** Newest activity first. */
  readonly rooms: Model<readonly RoomSummary[]>;
  readonly encryption: Model<EncryptionState>;
  readonly verification: Model<Verification | undefined>;
  /** @throws {ChatFailed} not_found: it is not among `rooms` (yet) */
  open(roomId: string): OpenRoom;
  /** The room that there is with this person, or a new encrypted one. @returns its id */
  direct(userId: string): Promise<string>;
  /** @returns its id; of a team that of its first room, where everybody of the team is */
  create(room: NewRoom): Promise<string>;
  people(search: string): Promise<ChatPerson[]>;
  /** Newest first; encrypted rooms are searched in what this device has. */
  messages(search: string, roomId?: string): Promise<MessageHit[]>;
  recoveryKeyKept(): void;
  useRecoveryKey(key: string): Promise<void>;
  /** Neither recovery key nor another device is left: new keys. What only they could read stays sealed. */
  resetEncryption(): Promise<void>;
  startVerification(): Promise<void>;
  answerVerification(answer: 'accept' | 'match' | 'differ' | 'cancel'): Promise<void>;
  close(): Promise<void>;
}
