/** Mail as the rest of the feature sees it: letters are put into an outbox, and what comes back is told by the letter it answers. */
import type { EpochMs, Language } from '@saal/protocol';

/** One date, or one rule of dates, in a calendar (RFC 5545). Times are moments; `timeZone` is what they were planned in (IANA). */
export interface CalendarEntry {
  /** The same for all letters about it. */
  uid: string;
  /** Grows with each change that others have to follow (RFC 5546 2.1.4). */
  sequence: number;
  method: 'REQUEST' | 'CANCEL';
  summary: string;
  description: string;
  /** Rooms; absent: there are none beside the link. */
  place?: string;
  startsAtMs: EpochMs;
  durationMin: number;
  timeZone: string;
  /** RFC 5545 RRULE without its name; with `except`, days left out, as moments. */
  rule?: string;
  except?: readonly EpochMs[];
  /** This entry is one date of a rule that was moved: its first moment. */
  recurrenceAtMs?: EpochMs;
  /** In whose name the invitation goes out. Answers come to the address of the house, not to theirs. */
  organizerName: string;
}

/** One letter to one person. */
export interface Letter {
  /** UUID, chosen by the sender: asked for twice, it goes out once. */
  id: string;
  /** What it is about (a meeting, an interview): later letters about it are told apart from earlier ones by time. */
  subjectId: string;
  to: { name: string; email: string };
  language: Language;
  subject: string;
  /** Plain paragraphs; the layout of the house is put around them, as text and as HTML. */
  paragraphs: readonly string[];
  /** The one thing to press, with its words; its secret stands in the fragment. */
  action?: { label: string; url: string };
  calendar?: CalendarEntry;
  /** In whose name it goes out: shown beside the address of the house. */
  senderName?: string;
  /** Not before this moment. */
  notBeforeMs?: EpochMs;
  /** Of no use afterwards: then it stays here. */
  notAfterMs?: EpochMs;
}

/** `unknown`: the server that took it never said so; sending again might double it. */
export type LetterState = 'queued' | 'sent' | 'bounced' | 'unknown' | 'withdrawn';
export type Answer = 'accepted' | 'tentative' | 'declined';

/** `reason`: the words of the server, of what bounced or is unknown. */
export type LetterSummary = { state: LetterState; reason?: string; answer?: Answer };

/** What is known of one letter; `reason` as above. */
export type KnownLetter = { id: string; email: string; state: LetterState; reason?: string };

export interface Outbox {
  /** Whether mail goes out from here at all. */
  readonly isAvailable: boolean;
  /** Once it resolves the letters are stored, all or none, and will go out, whatever dies. */
  put(...letters: Letter[]): Promise<void>;
  /** What has not gone out stays here (`withdrawn`). Of a subject, or one letter. */
  withdraw(which: { subjectId: string } | { id: string }): Promise<void>;
  /** Of each subject the latest letter's state and the latest answer of its addressee by mail. */
  statesOf(subjectIds: readonly string[]): Promise<ReadonlyMap<string, LetterSummary>>;
  /** Of each subject all its letters, in the order they were due. */
  lettersOf(subjectIds: readonly string[]): Promise<ReadonlyMap<string, KnownLetter[]>>;
  /** A letter as it would look, in the layout of the house. */
  preview(letter: Letter): { html: string; text: string };
  /** What is known of letters of these subjects goes, but for those still to go out. */
  forget(subjectIds: readonly string[]): Promise<void>;
  /** Told of each answer by iCalendar REPLY (RFC 5546 3.2.3) that belongs to a letter that was sent to that address. */
  onAnswer(take: (answer: { subjectId: string; email: string; answer: Answer }) => Promise<void>): void;
}
