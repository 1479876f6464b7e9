/**
 * What a meeting asks of media and what media tells a meeting. The fillings are in `mediasoup/`.
 * Media knows devices and streams, not rights: who may send is decided before it is asked.
 */
import type {
  AnyEvent,
  DeviceId,
  MediaRoomInfo,
  MediaSource,
  MeetingId,
  Method,
  ParticipantId,
  RequestData,
  RequestResult,
  StreamView,
} from '@saal/protocol';

export type MediaMethod = Extract<Method, `media.${string}`>;
export type MediaEvent = Extract<AnyEvent, { type: `media.${string}` }>;

export interface MediaService {
  /** Rooms live on when this process ends: the next conductor takes them up. */
  readonly outlivesServer: boolean;
  /**
   * The running room of a meeting, made when there is none, and taken up where a former conductor left it.
   * @param term of the conductor: nobody with a smaller one can do anything any more. Default 0
   * @throws {MediaUnavailable} when no worker lives
   */
  openRoom(meetingId: MeetingId, listener: MediaRoomListener, term?: number): Promise<MediaRoom>;
  /** For `/metrics` and the admission of new meetings. */
  load(): MediaLoad;
  close(): Promise<void>;
}

export interface MediaLoad {
  workers: WorkerLoad[];
}

export interface WorkerLoad {
  /** Undefined: of this process. */
  node?: string | undefined;
  /** On its host. */
  index: number;
  pid: number;
  /** 1 = one core, which is all that a worker can use. */
  cpuRatio: number;
  rooms: number;
  transports: number;
  producers: number;
  consumers: number;
  /** How far pictures are left out since the worker has too much to do: 0 (not at all) to 3. */
  valveLevel: number;
}

export interface MediaRoomListener {
  /** The streams a device sends now: after produce, pause, resume, close, and (empty) after a worker died. */
  streamsChanged(deviceId: DeviceId, streams: StreamView[]): void;
  /** Loudest first. `active` changes with hysteresis. At most every 250 ms. */
  speakingChanged(speaking: ParticipantId[], active: ParticipantId | null): void;
  /** A later conductor has the room now; nothing can be done here any more. */
  takenOver?(): void;
}

/** A device that a former conductor left in the room: it sends and receives, and its connection is not back yet. */
export interface LeftBehind {
  peer: MediaPeer;
  participantId: ParticipantId;
  streams: StreamView[];
  /** False: a companion. */
  listening: boolean;
}

export interface MediaRoom {
  readonly meetingId: MeetingId;
  /**
   * Adds a device and gives it a place, or gives a new `send` to one that is there (its connection was lost and is back).
   * @param options.site where the device is, if that is known: media stays near
   * @throws {MediaUnavailable} all workers are full
   */
  addPeer(options: {
    deviceId: DeviceId;
    participantId: ParticipantId;
    site?: string | undefined;
    send: (event: MediaEvent) => void;
  }): Promise<MediaPeer>;
  peer(deviceId: DeviceId): MediaPeer | undefined;
  /** Who is heard by a stream of their own also where the others share three slots: a lectern, an interpreter. */
  setAlwaysHeard(participantIds: readonly ParticipantId[]): void;
  /**
   * Whose streams nobody receives but they themselves, who go on receiving all others'. Resolves when the whole room keeps to it.
   * @throws when a part of it could not be told; it is told again with the next call
   */
  setBackstage(participantIds: readonly ParticipantId[]): Promise<void>;
  /** Those that came with the room and are in it. */
  leftBehind(): LeftBehind[];
  /** Ends this process's part and nobody's media, where media outlives the server; elsewhere as `close`. */
  letGo(): void;
  close(): Promise<void>;
}

export interface MediaPeer {
  readonly deviceId: DeviceId;
  /** @param knownEpoch the one whose transports the device still holds */
  info(knownEpoch: string | undefined): Promise<MediaRoomInfo>;
  /** Announces every consumer again: after a resumed connection the device may have missed some. */
  resync(): void;
  /** Runs one checked request. @throws {MediaObjectNotFound, MediaParametersInvalid, TooManyStreams, MediaUnavailable} */
  handle<M extends MediaMethod>(method: M, data: RequestData<M>): Promise<RequestResult<M>>;
  /** Source of a producer of this device, for the check of rights before `media.resume-producer`. */
  sourceOf(producerId: string): MediaSource | undefined;
  /** A companion hears nothing: its audio consumers are paused. Default true. */
  setListening(listening: boolean): void;
  /** Pauses by force; the sender is told by `media.producer-paused`. */
  pauseSource(source: MediaSource): Promise<void>;
  /** Closes by force (camera stopped, share stopped, right taken); `shareId` limits it to one share. */
  closeSource(source: MediaSource, shareId?: string): Promise<void>;
  close(): void;
}
