/** What meetings need from outside. The fillings are in `postgres/`. */
import type {
  EpochMs,
  MeetingId,
  MeetingNumber,
  MeetingSettings,
  PersonId,
  PresetContent,
  ResourceContent,
  ResourceView,
  SeriesDate,
} from '@saal/protocol';
import type { RunNumbers } from './attendance-numbers.ts';
import type { IdentityKey } from './identity.ts';
import type { Fact } from './fact.ts';
import type { MeetingRecord } from './meeting-config.ts';
import type { StoredEvent } from './meeting-event.ts';
import type { Preset } from './presets.ts';
import type { Series } from './series.ts';

export type NewMeeting = Pick<
  MeetingRecord,
  'id' | 'kind' | 'title' | 'startsAtMs' | 'durationMin' | 'timeZone' | 'ownerId' | 'passcode' | 'settings' | 'createdAtMs'
> & {
  /** Of kind `room`: whose it is. */
  room?: string;
  series?: Series;
  presetId?: string | null;
  plannedBy?: PersonId | null;
  reminderWish?: readonly number[] | null;
  resourceIds?: readonly string[];
};
export type MeetingChanges = Partial<
  Pick<MeetingRecord, 'title' | 'startsAtMs' | 'durationMin' | 'timeZone' | 'passcode' | 'reminderWish' | 'presetId'>
> & {
  settings?: MeetingSettings;
  resourceIds?: readonly string[];
};

/** Who changes a plan, as the audit names them. */
export type Actor = { kind: 'person' | 'application'; id: string };

/** A span of time [fromMs, toMs), and which of what lies in it comes first. */
export type Range = { fromMs: EpochMs; toMs: EpochMs; newestFirst: boolean; limit: number };

export interface MeetingStore {
  /** Stores it under a fresh number, with what it books. @throws {ResourceNotFound, ResourceTaken} @param drawNumber called again while the number is taken */
  create(meeting: NewMeeting, drawNumber: () => MeetingNumber): Promise<MeetingRecord>;
  byId(id: MeetingId): Promise<MeetingRecord | undefined>;
  byNumber(number: MeetingNumber): Promise<MeetingRecord | undefined>;
  personalOf(ownerId: PersonId): Promise<MeetingRecord | undefined>;
  /**
   * Those that took or take place in [fromMs, toMs), by planned start or else creation; without personal rooms and those of rooms.
   * Of a series each date by itself.
   */
  ofOwner(ownerId: PersonId, range: Range): Promise<MeetingRecord[]>;
  /** Meetings that were planned on behalf of people who have named this one as delegate; else as above. */
  ofPrincipals(delegateId: PersonId, range: Range): Promise<MeetingRecord[]>;
  /** Of these, those in the range as in `ofOwner`. */
  among(ids: readonly MeetingId[], range: Range): Promise<MeetingRecord[]>;
  /**
   * With what it books.
   * @param under the kind these changes were checked under, and who makes them: that it becomes one of another kind is in the audit
   * @returns undefined when there is none such of this owner, and kind @throws {ResourceNotFound, ResourceTaken}
   */
  change(
    id: MeetingId,
    ownerId: PersonId,
    changes: MeetingChanges,
    under?: { kind: string | null; by: Actor },
  ): Promise<MeetingRecord | undefined>;
  /** With everything that belongs to it. @returns false when there is none such of this owner */
  delete(id: MeetingId, ownerId: PersonId): Promise<boolean>;
  /** Open runs, to be conducted again after a restart. */
  open(): Promise<MeetingId[]>;
  rememberPasscode(id: MeetingId, identity: IdentityKey): Promise<void>;
  gavePasscode(id: MeetingId, identity: IdentityKey): Promise<boolean>;
}

/** A time at which a resource is booked, and for whose meeting. */
export type Booking = { resourceId: string; meetingId: MeetingId; ownerId: PersonId; fromMs: EpochMs; toMs: EpochMs };
/** A time at which somebody holds a meeting. */
export type BusyPerson = { personId: PersonId; meetingId: MeetingId; fromMs: EpochMs; toMs: EpochMs };
type Span = { fromMs: EpochMs; toMs: EpochMs };

/** Rooms and things that are booked; booking them is part of planning a meeting (`MeetingStore`, `SeriesStore`). */
export interface ResourceStore {
  /** By building and name. */
  offered(): Promise<ResourceView[]>;
  /** Also one that is withdrawn. */
  byId(id: string): Promise<ResourceView | undefined>;
  ofMeeting(meetingId: MeetingId): Promise<ResourceView[]>;
  add(id: string, content: ResourceContent): Promise<void>;
  /** @returns false when none such is offered */
  change(id: string, content: ResourceContent): Promise<boolean>;
  /** Bookings stay. @returns false when none such is offered */
  withdraw(id: string): Promise<boolean>;
  /** That touch the span, by their beginning. */
  bookings(resourceIds: readonly string[], span: Span): Promise<Booking[]>;
  /** Of those with this address, also withdrawn ones; that touch the span, by their beginning. */
  bookingsAt(email: string, span: Span): Promise<Booking[]>;
  /** What is booked at any of these slots by another meeting, and at the beginning of which. */
  taken(slots: readonly Span[], exceptMeetingId: MeetingId | undefined): Promise<{ resourceId: string; atMs: EpochMs[] }[]>;
}

/** Calendars of rooms outside of here. */
export interface RoomCalendars {
  /**
   * The beginnings of those times at which somebody has the room there; what was written there from here does not count.
   * @param email of the room; one without a calendar is free
   * @param timeZone of entries that name none
   * @returns unknown: it could not be asked, or not in time
   */
  busyAt(email: string, times: readonly Span[], timeZone: string): Promise<readonly EpochMs[] | 'unknown'>;
}

/** Who plans on behalf of whom. */
export interface DelegateStore {
  delegatesOf(principalId: PersonId): Promise<PersonId[]>;
  principalsOf(delegateId: PersonId): Promise<PersonId[]>;
  isDelegate(principalId: PersonId, delegateId: PersonId): Promise<boolean>;
  /** Again changes nothing. */
  add(principalId: PersonId, delegateId: PersonId, nowMs: EpochMs): Promise<void>;
  /** @returns whether there was one */
  remove(principalId: PersonId, delegateId: PersonId): Promise<boolean>;
}

/** What the house sets for kinds of meetings. */
export interface PresetStore {
  /** Those that are offered, in their order. */
  offered(): Promise<Preset[]>;
  /** Also one that is withdrawn. */
  byId(id: string): Promise<Preset | undefined>;
  /** Behind all others. */
  add(id: string, content: PresetContent): Promise<void>;
  /** @returns false when none such is offered */
  change(id: string, content: PresetContent): Promise<boolean>;
  /** Those named first, in this order; the others after them as they were. */
  order(ids: readonly string[]): Promise<void>;
  /** @returns false when none such is offered */
  withdraw(id: string): Promise<boolean>;
  /** Meetings that are over for longer than their preset keeps them, and in which nobody is. */
  outdated(nowMs: EpochMs, limit: number): Promise<MeetingId[]>;
  /** @returns false when it is not outdated any more, or gone */
  deleteOutdated(id: MeetingId, nowMs: EpochMs): Promise<boolean>;
}

/** The dates of meetings that take place again and again. Stored first by `MeetingStore.create`. */
export interface SeriesStore {
  /** @returns undefined when there is no such meeting, or it takes place once */
  of(meetingId: MeetingId): Promise<Series | undefined>;
  /** One change at a time, with what the meeting books. @returns undefined as above @throws {ResourceTaken} */
  change(meetingId: MeetingId, change: (series: Series) => Series): Promise<Series | undefined>;
  /** The day of each whose date is nearest to a moment: that is the one a run belongs to. */
  nearest(meetingIds: readonly MeetingId[], atMs: EpochMs): Promise<ReadonlyMap<MeetingId, SeriesDate>>;
}

/** The standing meetings of rooms, and who belongs to them. */
export interface MemberStore {
  meetingOf(room: string): Promise<MeetingId | undefined>;
  /** Whoever calls is the host of the next run; nothing changes while one is open. */
  callAgain(meetingId: MeetingId, by: { ownerId: PersonId; title: string }): Promise<void>;
  /** With those suspended. */
  of(meetingId: MeetingId): Promise<PersonId[]>;
  isMember(meetingId: MeetingId, personId: PersonId): Promise<boolean>;
  add(meetingId: MeetingId, personIds: readonly PersonId[]): Promise<void>;
  suspend(meetingId: MeetingId, personId: PersonId): Promise<void>;
  remove(meetingId: MeetingId, personId: PersonId): Promise<void>;
}

/** A meeting of somebody else, and when this person last came in. */
export type Attended = { meeting: MeetingRecord; lastEnteredAtMs: EpochMs };

/** Who with an account was in whose meeting. Written by `EventStore.append`, with the events that say so. */
export interface AttendanceStore {
  /**
   * Meetings of others this person was in: those that run (`running`), or of the rest those in the range, by planned start or
   * else by when they last came in. Of a series in a range each date by itself, also while it runs.
   */
  of(personId: PersonId, which: { running: true } | Range): Promise<Attended[]>;
  forgetBefore(enteredAtMs: EpochMs): Promise<void>;
  /** Of runs that are over, newest first. Written by `EventStore.append`. */
  numbers(meetingId: MeetingId): Promise<{ run: number; numbers: RunNumbers }[]>;
}

export type Registered = { state: 'registered'; name: string } | { state: 'waiting'; name: string; place: number };

/** Who registered for a meeting, and the waiting list in the order of coming. */
export interface RegistrationStore {
  /**
   * Takes a place or goes on the waiting list; again changes the name and the link only.
   * @param who.linkHash of the secret in the personal link; the link before is void
   * @throws {MeetingNotFound}
   */
  register(
    meetingId: MeetingId,
    who: { identity: IdentityKey; name: string; limit: number; nowMs: EpochMs; linkHash: string | null },
  ): Promise<void>;
  /**
   * Gives what is registered under this link to the identity that brings it; what that one had itself is given up.
   * @returns false: no such link, or no more
   */
  claim(meetingId: MeetingId, linkHash: string, identity: IdentityKey, limit: number): Promise<boolean>;
  /** A place that becomes free goes to the first of the waiting list. */
  withdraw(meetingId: MeetingId, identity: IdentityKey, limit: number): Promise<void>;
  /** There may be more places now. */
  fill(meetingId: MeetingId, limit: number): Promise<void>;
  of(meetingId: MeetingId, identity: IdentityKey): Promise<Registered | undefined>;
  counts(meetingId: MeetingId): Promise<{ taken: number; waiting: number }>;
}

/** The right to decide for a meeting, until it expires or is taken over. */
export type Lease = { meetingId: MeetingId; conductor: string; fencing: number };

export interface EventStore {
  /** Events of the current run, in order. */
  load(meetingId: MeetingId, run: number): Promise<StoredEvent[]>;
  /** What was stored at the end, and not long ago: who stored it may have had no time to make media follow. */
  lately(meetingId: MeetingId, run: number): Promise<StoredEvent[]>;
  /**
   * Appends in one commit, with the meeting's phase and who attended. When it returns, the events are stored.
   * @param afterSeq seq of the last stored event of the run; `run-opened` begins a new run at 0
   * @throws {LeaseLost} when another server took over meanwhile
   */
  append(lease: Lease, position: { run: number; afterSeq: number }, events: readonly StoredEvent[]): Promise<void>;
}

/** Facts of meetings that another feature follows, until it has taken note of each. Kept by the stores that make them so. */
export interface FactStore {
  /** From now on; that it is planned is the first. Again does nothing. May come before the meeting is made. */
  follow(meetingId: MeetingId): Promise<void>;
  /**
   * The oldest that no server is at. It is kept until `take` is through, so that one that throws, or dies, sees it again.
   * @returns false: there is none
   */
  takeNext(take: (fact: Fact) => Promise<void>): Promise<boolean>;
}

export interface LeaseStore {
  /** @returns who has it, while another living server does */
  acquire(meetingId: MeetingId): Promise<Lease | { heldBy: string }>;
  /** @returns the server that conducts it; undefined: none, by all that is known */
  holder(meetingId: MeetingId): Promise<string | undefined>;
  /** Prolongs what this server holds. @returns the meetings still held */
  renew(): Promise<ReadonlySet<MeetingId>>;
  release(lease: Lease): Promise<void>;
}

/** Token buckets that survive a restart. */
export interface AttemptStore {
  /** Takes one token. @returns 0 when it was there, else ms until the next */
  take(subject: string, bucket: { burst: number; refillMs: number }, nowMs: EpochMs): Promise<number>;
  giveBack(subject: string, bucket: { burst: number }): Promise<void>;
  forgetBefore(atMs: EpochMs): Promise<void>;
}
