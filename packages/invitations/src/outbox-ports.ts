/** What the outbox needs from outside: where letters are kept, what reminds of them, and who carries them. */
import type { EpochMs } from '@saal/protocol';
import type { Answer, Letter } from './mail-ports.ts';

/** As it is stored: `sending` means that its content may be on the way. */
export type StoredState = 'queued' | 'sending' | 'sent' | 'bounced' | 'unknown' | 'withdrawn';
export type StoredLetter = {
  id: string;
  subjectId: string;
  threadId: string;
  email: string;
  /** Null: it went out, or never will. */
  content: Letter | null;
  sequence: number | null;
  state: StoredState;
  reason: string | null;
  dueAtMs: EpochMs;
  answer: Answer | null;
  answeredAtMs: EpochMs | null;
};

export interface LetterStore {
  /** With their jobs in one transaction; those that are there stay as they are. */
  put(letters: readonly Letter[], nowMs: EpochMs): Promise<void>;
  byId(id: string): Promise<StoredLetter | undefined>;
  /** @param from states it may be in. @returns false: it is in none of them */
  setState(
    id: string,
    from: readonly StoredState[],
    to: { state: StoredState; reason?: string; forgetContent?: boolean },
    nowMs: EpochMs,
  ): Promise<boolean>;
  withdraw(which: { subjectId: string } | { id: string }, nowMs: EpochMs): Promise<void>;
  ofSubjects(subjectIds: readonly string[]): Promise<StoredLetter[]>;
  /** Notes the answer with the letter of the thread that has this sequence; without one, with the newest. */
  answer(
    threadId: string,
    email: string,
    given: { answer: Answer; sequence: number | undefined },
    nowMs: EpochMs,
  ): Promise<StoredLetter | undefined>;
  /** All of these subjects, but for what is still to go out. */
  forget(subjectIds: readonly string[]): Promise<void>;
  /** Those that ended before. */
  forgetEnded(beforeMs: EpochMs): Promise<number>;
}

/** A letter as it goes to the relay. */
export type OutgoingMail = {
  letterId: string;
  /** Without brackets. */
  messageId: string;
  from: { name: string; address: string };
  to: { name: string; address: string };
  replyTo?: string;
  /** Where reports of failure go. */
  returnPath: string;
  subject: string;
  text: string;
  html: string;
  calendar?: { method: 'REQUEST' | 'CANCEL'; text: string };
};

export type Delivery =
  | { kind: 'sent' }
  /** For good; the server's words. */
  | { kind: 'refused'; words: string }
  /** Nothing went out; another time it may. */
  | { kind: 'later'; words: string }
  /** The connection broke after the content had begun: it may have arrived. */
  | { kind: 'lost'; words: string }
  /** `begin` said no. */
  | { kind: 'not-begun' };

export interface Postman {
  /** @param begin asked right before the content goes out; false keeps it here */
  deliver(mail: OutgoingMail, begin: () => Promise<boolean>): Promise<Delivery>;
  /** Ends all connections, also those in use. */
  close(): void;
}

/** What a calendar answered (RFC 5546 3.2.3). */
export type CalendarReply = { email: string; answer: Answer; uid: string; sequence: number | undefined };

/** A mail that came back to a letter. */
export type Incoming =
  | { kind: 'failure'; words: string }
  | { kind: 'calendar'; text: string }
  /** A machine's remark: absence, delay. */
  | { kind: 'automatic' }
  /** Of a person, who is told that nobody reads them here. */
  | { kind: 'words' };
