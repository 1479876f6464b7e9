import type { DeviceId, MediaRoomInfo, MediaSource, MeetingId, ParticipantId, RequestData, RequestResult } from '@saal/protocol';
import type { RtpCapabilities } from 'mediasoup/types';
import type { WorkerPlace } from '../placement/placement.ts';
import type { MediaEvent, MediaMethod } from '../ports.ts';
import type { HearingRule } from './hearing.ts';
import type { Presence } from './moving-streams.ts';
import type { PeerIdentity } from './peer-room.ts';
import type { StreamOutline } from './room-stream.ts';
import type { Candidate } from './slots.ts';

/** What the microphones of one branch gave in the last 250 ms; nothing comes in silence. */
export interface HeardLevels {
  levels: { participantId: ParticipantId; db: number }[];
  /** Whom the worker holds dominant now (stays the same in silence). */
  dominant: ParticipantId | null;
}

/** What a branch tells its room. */
export interface BranchListener {
  event(deviceId: DeviceId, event: MediaEvent): void;
  /** All that the device sends now. */
  streams(deviceId: DeviceId, outlines: StreamOutline[]): void;
  heard(levels: HeardLevels): void;
  /** For the slots of the other branches; none while slots are not used. */
  candidates(candidates: readonly Candidate[]): void;
  /** Its worker died. */
  over(): void;
  /** It goes on, for a later conductor's room. */
  takenOver?(): void;
  /**
   * Its worker is to be empty: its people are to be moved to others.
   * @param turn how many may move at the same time
   * @returns whether nobody is left
   */
  vacate(turn: Turn): Promise<boolean>;
}

/** Runs a task when it may. */
export type Turn = (task: () => Promise<void>) => Promise<void>;

/**
 * The part of a room on one worker, as the room sees it. Everything here is plain data, and what a room sets may be said
 * twice: a branch may be in another process.
 */
export interface RoomBranch {
  /** Also the epoch of its people. */
  readonly id: string;
  /** What devices there can be sent. @throws {MediaUnavailable, MediaEpochOver} it does not open */
  readonly ready: Promise<RtpCapabilities>;
  setHearing(rule: HearingRule): void;
  /** Resolves when all that was set is done. @throws when it could not be told; it is tried on */
  taken(): Promise<void>;
  /** Another branch of the room is there. */
  meet(otherId: string): void;
  /** Another branch is over, and what came from there. */
  lose(otherId: string): void;
  /** All that a device of another branch sends now. */
  setFarStreams(originId: string, deviceId: DeviceId, outlines: readonly StreamOutline[]): void;
  /** The loudest of another branch. */
  setFarCandidates(originId: string, candidates: readonly Candidate[]): void;
  addPeer(identity: PeerIdentity): BranchPeer;
  /** Whether devices can move from and to it while it runs. */
  readonly canMove: boolean;
  /** Of a device that moves. */
  setPresence(deviceId: DeviceId, presence: Presence): void;
  removePeer(deviceId: DeviceId): void;
  /** Idempotent; `over` is not told. */
  close(): void;
  /** It goes on without this room, where it can; else as `close`. */
  letGo(): void;
}

/** What a branch says of itself to a device; the room adds the way there. */
export type BranchInfo = Pick<MediaRoomInfo, 'epoch' | 'routerRtpCapabilities' | 'kept'>;

/** One device in a branch, as the room sees it. */
export interface BranchPeer {
  info(knownEpoch: string | undefined): Promise<BranchInfo>;
  resync(): void;
  handle<M extends MediaMethod>(method: M, data: RequestData<M>): Promise<RequestResult<M>>;
  setListening(listening: boolean): void;
  pauseSource(source: MediaSource): Promise<void>;
  closeSource(source: MediaSource, shareId?: string): Promise<void>;
}

/** A worker that can carry branches. */
export interface BranchPlace {
  /** Tells it from all others. */
  readonly worker: string;
  /** Promises so much more there, at once: whoever is placed next counts it. Negative: gives back. */
  reserve(packetsPerSecond: number): void;
  open(options: { id: string; meetingId: MeetingId; term: number; listener: BranchListener }): RoomBranch;
}

/** A branch that a former conductor's room left. */
export interface LeftBranch {
  id: string;
  /** `open` takes it as it is; what its devices send is told before it is ready. */
  place: BranchPlace;
  site: string | undefined;
  /** How its people hear; undefined: not decided yet. */
  rule: HearingRule | undefined;
  /** The branches it shares the room with, as far as it knows. */
  others: readonly string[];
  devices: readonly LeftDevice[];
}

export interface LeftDevice extends PeerIdentity {
  listening: boolean;
}

/** What is asked when a device needs a place. */
export interface PlaceWanted<T> {
  site: string | undefined;
  /** What the device takes on a worker. */
  needs: (worker: string) => Pick<WorkerPlace, 'carries' | 'neededPacketsPerSecond'>;
  /** Called in the turn of the choice: what it promises counts for whoever is next. */
  take: (place: BranchPlace) => T;
}

/** All workers that a room can use. */
export interface BranchPlaces {
  /** Chooses a living worker for a device. @throws {MediaUnavailable} none lives, or all are full */
  assign<T>(wanted: PlaceWanted<T>): Promise<T>;
  /** Takes the branches of a meeting from every conductor with a smaller term. @throws {MediaUnavailable} nobody can be asked now */
  left?(meetingId: MeetingId, term: number): Promise<LeftBranch[]>;
}
