/** What calendars need from outside. The fillings are in `postgres/`, and in the app for what other features know. */
import type { ChangeByOutlook, EpochMs, Language, MeetingId, OutlookMeeting, PersonId, PlanByOutlook } from '@saal/protocol';
import type { z } from 'zod';
import type { PlannedMeeting, Span } from './planned-meeting.ts';
import type { RuledDate, SeriesInCalendar } from './series-changes.ts';

/** Planned meetings of this server. */
export interface MeetingsOfPeople {
  /** Those a person planned, was in or sits in the panel of, with a date in the range. */
  of(personId: PersonId, range: Span): Promise<PlannedMeeting[]>;
}

/** One date of a meeting; `day` of a series. */
export type MeetingDate = { meetingId: MeetingId; day: string | undefined };

/** Changes meetings as their person could on the pages, with everybody told. Each throws the errors of the pages. */
export interface MovingMeetings {
  move(personId: PersonId, which: MeetingDate, to: { startsAtMs: EpochMs; durationMin: number }): Promise<void>;
  cancel(personId: PersonId, which: MeetingDate): Promise<void>;
}

/** People with an account. */
export interface People {
  /** @returns undefined: there is no such account, or it is disabled */
  person(id: PersonId): Promise<Colleague | undefined>;
  byEmail(email: string): Promise<Colleague | undefined>;
}

export type Colleague = {
  id: PersonId;
  name: string;
  /** Lower case. */
  email: string;
  language: Language;
  /** Others see nothing of when people are busy. */
  isOfTheHouse: boolean;
};

export type Feed = { personId: PersonId; createdAtMs: EpochMs; lastReadAtMs: EpochMs | null };

export interface FeedStore {
  of(personId: PersonId): Promise<Feed | undefined>;
  /** In the place of one that is there: its address ends. */
  put(personId: PersonId, tokenHash: string, nowMs: EpochMs): Promise<void>;
  /** @returns false: there was none */
  remove(personId: PersonId): Promise<boolean>;
  /** Whose address this is; that it was read is noted. */
  read(tokenHash: string, nowMs: EpochMs): Promise<PersonId | undefined>;
}

/** An event as it is to stand in a calendar. */
export type WantedEvent = {
  uid: string;
  /** iCalendar, for who takes it. */
  file: string;
  /** The same for who does not; of one date. */
  said: { title: string; text: string; link: string; startsAtMs: EpochMs; endsAtMs: EpochMs };
  meetingId: MeetingId;
  /** Of a series that is written by its dates. */
  day: string | undefined;
  /** Written with a rule: its dates that take place. Absent: one date. */
  series?: readonly RuledDate[];
  /** Whose calendar it is planned the meeting, and its time is not decided elsewhere. */
  mayChange: boolean;
  /** Of all that is written. */
  digest: string;
  /** When its last date ends. */
  lastMs: EpochMs;
};

/** An event that only takes time: enough to be written. */
export type EventToWrite = Pick<WantedEvent, 'uid' | 'file' | 'said' | 'digest' | 'lastMs'>;

/** A room whose calendar the operator's own account reaches. */
export type HouseRoom = { email: string; calendarPath: string; account: CalendarAccount };

/** What is booked here, of rooms as the administration keeps them. */
export interface RoomBookings {
  /** @param email of the room; one that nobody keeps has none */
  of(email: string, range: Span): Promise<{ meetingId: MeetingId; fromMs: EpochMs; toMs: EpochMs }[]>;
}

export interface RoomEventStore {
  of(room: string): Promise<Pick<WrittenEvent, 'uid' | 'digest' | 'lastMs' | 'etag'>[]>;
  keep(room: string, event: Pick<WrittenEvent, 'uid' | 'digest' | 'lastMs' | 'etag'>): Promise<void>;
  forget(room: string, uid: string): Promise<void>;
}

/** One account on a calendar server. Every call throws {CalendarRefused, CalendarUnavailable}. */
export interface CalendarAccount {
  /** Whether it takes a series as one event; else each of its dates is written by itself. */
  readonly takesSeries: boolean;
  calendars(): Promise<{ path: string; name: string }[]>;
  busy(calendar: string, range: Span, reading: BusyReading): Promise<Span[]>;
  /**
   * Writes an event. @param etag the version it stands for there; undefined: there is none yet
   * @returns conflict: there is another version, or one where none was expected, or none any more
   */
  put(calendar: string, event: EventToWrite, etag: string | undefined): Promise<{ etag: string | undefined } | 'conflict'>;
  /** The version that is there now. @returns undefined: none */
  tag(calendar: string, uid: string): Promise<string | undefined>;
  /** Also when there is none. */
  remove(calendar: string, uid: string): Promise<void>;
  /** Absent: what is done to events there is not seen. */
  readonly follow?: {
    /** Changes with every change of the calendar. @returns undefined: the server keeps none */
    mark(calendar: string): Promise<string | undefined>;
    /** What is there now of these. Absent: the server did not say. */
    read(calendar: string, uids: readonly string[]): Promise<ReadonlyMap<string, FoundEvent | 'gone'>>;
  };
}

/** One event as it stands in a calendar. Without `time` and `series` it cannot be followed, say a whole day. */
export type FoundEvent = {
  etag: string;
  /** Of one that takes place once. */
  time: { startsAtMs: EpochMs; endsAtMs: EpochMs } | undefined;
  /** Of one with a rule. */
  series?: SeriesInCalendar | undefined;
};

/** Calendar servers the operator allows; no other host is ever asked. */
export interface CalendarServers {
  /** `asksPassword`: of people; else the operator's own account reaches their calendar, by the address of their account here. */
  list(): { id: string; name: string; asksPassword: boolean }[];
  /** @returns undefined: there is no such server */
  account(server: string, who: { userName: string; password: string }): CalendarAccount | undefined;
}

export type ConnectionState = 'new' | 'ok' | 'refused' | 'unavailable' | 'ending';
export type Connection = {
  personId: PersonId;
  server: string;
  userName: string;
  /** Sealed. */
  secret: string;
  calendarPath: string;
  calendarName: string;
  writes: boolean;
  state: ConnectionState;
  /** Digest of all that was written last. */
  written: string | null;
  lookedAtMs: EpochMs | null;
  /** Of the calendar, when it was compared last. */
  mark: string | null;
  followedAtMs: EpochMs | null;
};
export type WrittenEvent = {
  uid: string;
  digest: string;
  /** When its last date ends. */
  lastMs: EpochMs;
  etag: string | null;
  /** Removed there. */
  gone: boolean;
  /** Its person is asked, or told. */
  notice: 'removed' | 'not-moved' | null;
};

export interface ConnectionStore {
  of(personId: PersonId): Promise<Connection | undefined>;
  /** In the place of one that is there. What was written by that one is forgotten. */
  put(connection: Omit<Connection, 'state' | 'written' | 'lookedAtMs' | 'mark' | 'followedAtMs'>, dueAtMs: EpochMs): Promise<void>;
  /** With another calendar, what was written into the one before is forgotten. @returns undefined: there is none */
  change(
    personId: PersonId,
    change: Partial<Pick<Connection, 'calendarPath' | 'calendarName' | 'writes' | 'state'>>,
    dueAtMs: EpochMs,
  ): Promise<Connection | undefined>;
  /** It is looked at as soon as somebody can; one that is looked at just now, after that. */
  wake(personId: PersonId, dueAtMs: EpochMs): Promise<void>;
  /** One that is due, for whoever takes it alone, until `looked` or `untilMs`, also when it is woken or changed meanwhile. */
  take(nowMs: EpochMs, untilMs: EpochMs): Promise<Connection | undefined>;
  /** What came of looking. */
  looked(personId: PersonId, outcome: { state: ConnectionState; written: string | null; atMs: EpochMs; dueAtMs: EpochMs }): Promise<void>;
  /** It was compared with what was written. */
  followed(personId: PersonId, mark: string | null, atMs: EpochMs): Promise<void>;
  /**
   * Of one date of a series that is written as a whole. That it was removed is asked once of what was written.
   * @param date.event that was written; `uid` of the date by itself; `digest` of what was written, '': it is told in any case
   */
  noteDate(personId: PersonId, date: { event: string; uid: string; digest: string; notice: 'removed' | 'not-moved' }): Promise<void>;
  /** Of events, and of single dates of series. */
  noticed(personId: PersonId): Promise<{ uid: string; notice: 'removed' | 'not-moved' }[]>;
  forgetNotice(personId: PersonId, uid: string): Promise<void>;
  remove(personId: PersonId): Promise<void>;
  written(personId: PersonId): Promise<WrittenEvent[]>;
  keepWritten(personId: PersonId, event: WrittenEvent): Promise<void>;
  forgetWritten(personId: PersonId, uid: string): Promise<void>;
}

export interface Seal {
  close(plain: string, owner: string): string;
  /** @throws another installation secret, or another owner */
  open(sealed: string, owner: string): string;
}

/** How times of others are read. */
export type BusyReading = {
  leaveOut: (uid: string) => boolean;
  /** When a clock on the wall shows this ("2026-11-30T09:00:00"): for times without zone, and whole days. */
  wallMoment: (wall: string) => EpochMs;
};

/** Calendars that people keep elsewhere, and rooms of the house. */
export interface BusySource {
  /** By address; undefined: rooms are not kept there. */
  rooms?: () => Promise<Room[]>;
  /** None of theirs is nothing. @throws {CalendarRefused, CalendarUnavailable} */
  busy(who: { id?: PersonId; email: string }, range: Span, reading: BusyReading): Promise<Span[]>;
}

/** A room that can be invited by its address (RFC 5321), as Exchange keeps them. */
export type Room = { email: string; name: string; seats?: number };

export interface SettingStore {
  /** Who said nothing is shown. */
  showsBusy(personId: PersonId): Promise<boolean>;
  setShowsBusy(personId: PersonId, showsBusy: boolean): Promise<void>;
}

export interface OutlookStore {
  /** What is over goes with it. */
  addPairing(pairing: { secretHash: string; codeHash: string; expiresAtMs: EpochMs }, nowMs: EpochMs): Promise<void>;
  /** @returns false: none waits with this code, or somebody else was first */
  confirm(codeHash: string, personId: PersonId, nowMs: EpochMs): Promise<boolean>;
  /** Once confirmed, the token takes the place of the pairing. */
  claim(
    secretHash: string,
    token: { tokenHash: string; createdAtMs: EpochMs; expiresAtMs: EpochMs },
    nowMs: EpochMs,
  ): Promise<'waiting' | 'over' | 'connected'>;
  /** @returns whose it is, while it is good */
  use(tokenHash: string, nowMs: EpochMs): Promise<PersonId | undefined>;
  count(personId: PersonId, nowMs: EpochMs): Promise<number>;
  end(personId: PersonId): Promise<void>;
}

/** Plans meetings of people, by the rules of the pages; others' meetings answer as none (A03). */
export interface OutlookPlans {
  plan(owner: Colleague, plan: z.output<typeof PlanByOutlook>): Promise<Omit<OutlookMeeting, 'url'>>;
  get(ownerId: PersonId, id: string): Promise<Omit<OutlookMeeting, 'url'>>;
  change(ownerId: PersonId, id: string, changes: z.output<typeof ChangeByOutlook>): Promise<Omit<OutlookMeeting, 'url'>>;
  remove(ownerId: PersonId, id: string): Promise<void>;
}
