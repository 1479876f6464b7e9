/** What meetings need from outside. The fillings are in `postgres/`. */
import type { EpochMs, MeetingId, MeetingNumber, MeetingSettings, PersonId } from '@saal/protocol';
import type { RunNumbers } from './attendance-numbers.ts';
import type { IdentityKey } from './identity.ts';
import type { MeetingRecord } from './meeting-config.ts';
import type { StoredEvent } from './meeting-event.ts';

export type NewMeeting = Pick<
  MeetingRecord,
  'id' | 'kind' | 'title' | 'startsAtMs' | 'durationMin' | 'timeZone' | 'ownerId' | 'passcode' | 'settings' | 'createdAtMs'
>;
export type MeetingChanges = Partial<Pick<MeetingRecord, 'title' | 'startsAtMs' | 'durationMin' | 'timeZone' | 'passcode'>> & {
  settings?: MeetingSettings;
};

/** A span of time [fromMs, toMs), and which of what lies in it comes first. */
export type Range = { fromMs: EpochMs; toMs: EpochMs; newestFirst: boolean; limit: number };

export interface MeetingStore {
  /** Stores it under a fresh number. @param drawNumber called again while the number is taken */
  create(meeting: NewMeeting, drawNumber: () => MeetingNumber): Promise<MeetingRecord>;
  byId(id: MeetingId): Promise<MeetingRecord | undefined>;
  byNumber(number: MeetingNumber): Promise<MeetingRecord | undefined>;
  personalOf(ownerId: PersonId): Promise<MeetingRecord | undefined>;
  /** Those that took or take place in [fromMs, toMs), by planned start or else creation; without personal rooms. */
  ofOwner(ownerId: PersonId, range: Range): Promise<MeetingRecord[]>;
  /** @returns undefined when there is none such of this owner */
  change(id: MeetingId, ownerId: PersonId, changes: MeetingChanges): Promise<MeetingRecord | undefined>;
  /** With everything that belongs to it. @returns false when there is none such of this owner */
  delete(id: MeetingId, ownerId: PersonId): Promise<boolean>;
  /** Open runs, to be conducted again after a restart. */
  open(): Promise<MeetingId[]>;
  rememberPasscode(id: MeetingId, identity: IdentityKey): Promise<void>;
  gavePasscode(id: MeetingId, identity: IdentityKey): Promise<boolean>;
}

/** A meeting of somebody else, and when this person last came in. */
export type Attended = { meeting: MeetingRecord; lastEnteredAtMs: EpochMs };

/** Who with an account was in whose meeting. Written by `EventStore.append`, with the events that say so. */
export interface AttendanceStore {
  /**
   * Meetings of others this person was in: those that run (`running`), or of the rest those in the range, by planned start or
   * else by when they last came in.
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
