/** What is found in chat, and what was sent into a room. */
import type { Model } from '../model.ts';
import type { FileSource, MessageBody } from './message-model.ts';

export type SharedKind = 'pictures' | 'files' | 'links';

/** A file or an address that somebody sent into a room. */
export interface SharedItem {
  eventId: string;
  senderName: string;
  atMs: number;
  /** Undefined: an address. */
  file?: FileSource;
  /** The address, or what was written to the file. */
  text?: string;
}

/** What was sent into a room, of one kind, newest first. What comes or goes meanwhile comes and goes here. */
export interface SharedList {
  readonly model: Model<{ items: readonly SharedItem[]; hasOlder: boolean; isLoading: boolean; error?: string }>;
  loadOlder(): Promise<void>;
  close(): void;
}

export interface MessageHit {
  roomId: string;
  eventId: string;
  senderName: string;
  text: string;
  kind: MessageBody['type'];
  atMs: number;
  /** Of an encrypted room: found in what this device keeps. */
  isFromDevice?: boolean;
}

/** How far this device has read encrypted rooms for its search. */
export interface SearchProgress {
  phase: 'running' | 'paused' | 'done';
  /** That it finds. */
  messages: number;
  roomsLeft: number;
}
