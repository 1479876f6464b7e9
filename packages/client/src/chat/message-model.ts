/** What stands in a timeline of chat, and what is written into it. */
import type { ChatPerson } from './model.ts';
import type { Poll } from './poll-model.ts';

export interface FileSource {
  fileName: string;
  mimeType: string;
  sizeBytes: number;
  widthPx?: number;
  heightPx?: number;
  durationMs?: number;
  /** Of a voice message: how loud it is from its beginning to its end, 0..1. */
  waveform?: readonly number[];
  /** Opaque to pages: handed to `RoomChat.fileUrl`. */
  handle: unknown;
}

/** Why it stays sealed here, where that is known: written before this person came; or this device is not confirmed yet. */
export type SealedBecause = 'before-joining' | 'unconfirmed';

export type MessageBody =
  | { type: 'text'; text: string; html?: string }
  | { type: 'image' | 'file' | 'audio' | 'video'; text?: string; file: FileSource }
  | { type: 'poll'; poll: Poll }
  /** Could not be decrypted (yet); `isWaiting`: its key may still come. */
  | { type: 'sealed'; isWaiting: boolean; because?: SealedBecause }
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
  what:
    | ('created' | 'joined' | 'left' | 'invited' | 'removed' | 'renamed' | 'topic-changed' | 'encrypted')
    | ('call-began' | 'call-ended' | 'call-missed' | 'call-declined');
  byName: string;
  /** Whom it is about, or the new name or topic. */
  about?: string;
  /** Of a call that ended: how long it was, and how many came. */
  call?: { minutes: number; came: number };
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
  /** Not read when the room was opened, as the server counts. */
  unreadWhenOpened?: number;
  /** Not read now; only while a place in the past is shown. */
  unreadBelow?: number;
}

/** Where a timeline can be shown: at a message, or at the first line from a time on. */
export type TimelinePlace = { eventId: string } | { atMs: number };

export interface OutgoingText {
  text: string;
  /** Markdown in `text` becomes formatted text. */
  markdown: boolean;
  mentions: readonly string[];
  replyTo?: string;
  threadRoot?: string;
}

export interface FileOptions {
  threadRoot?: string;
  durationMs?: number;
  /** Then it is a voice message. */
  waveform?: readonly number[];
}
