/** What is to come: messages that go out at their time, and those that somebody is reminded of. */
import type { Model } from '../model.ts';
import type { OutgoingText } from './message-model.ts';

/** A message that the server sends at its time, also when no page is open. */
export interface PlannedMessage {
  plannedId: string;
  text: string;
  atMs: number;
  /** Why the server did not send it: it waits to be changed or deleted. */
  failure?: string;
}

export interface PlannedMessages {
  /** Of this room, soonest first. */
  readonly list: Model<readonly PlannedMessage[]>;
  plan(message: Pick<OutgoingText, 'text' | 'markdown' | 'mentions'>, atMs: number): Promise<void>;
  /** Rejects with `not_found` when it is sent already. */
  change(plannedId: string, change: { text: string; atMs: number }): Promise<void>;
  cancel(plannedId: string): Promise<void>;
}

/** A message to come back to. */
export interface Reminder {
  roomId: string;
  eventId: string;
  atMs: number;
  isDue: boolean;
  /** Where this device has the message. */
  senderName?: string;
  text?: string;
}

/** Kept with the account, for all its devices; only places are kept, no words. */
export interface Reminders {
  /** Soonest first. */
  readonly list: Model<readonly Reminder[]>;
  /** In place of an earlier one of the same message. */
  set(reminder: Pick<Reminder, 'roomId' | 'eventId' | 'atMs'>): Promise<void>;
  done(eventId: string): Promise<void>;
}
