/** What screens read. A model is a value that changes: components subscribe, never poll, never hold a copy. */
import type {
  ConnectionQuality,
  ErrorCode,
  GoneReason,
  LobbyView,
  MeetingSettings,
  ParticipantId,
  QuestionId,
  QuestionState,
  RequestResult,
  Right,
  Role,
  Snapshot,
  WireError,
} from '@saal/protocol';
import type { WantedPicture } from './pictures.ts';

export interface Model<T> {
  /** The same object until something changed (for React's useSyncExternalStore). */
  get(): T;
  /** Calls back after each change. The returned function ends it. */
  subscribe(listener: () => void): () => void;
}

export type MeetingSessionState =
  | { phase: 'connecting' }
  | { phase: 'waiting'; lobby: LobbyView; connection: ConnectionState }
  | { phase: 'in'; snapshot: Snapshot; connection: ConnectionState }
  | { phase: 'gone'; reason: GoneReason; byName?: string }
  | { phase: 'failed'; error: WireError };
export type ConnectionState = 'connected' | 'reconnecting';

/** Something to show and say once; serious ones stay until answered. */
export type SessionNotice = {
  id: number;
  kind: string;
  byName?: string;
  role?: Role;
  participantId?: ParticipantId;
  reaction?: string;
  reactions?: Record<string, number>;
  /** Written among the panel, and when. */
  text?: string;
  atMs?: number;
};

/** One person's stay in one meeting on this device: signalling, roster, commands. Made by `joinMeeting`. */
export interface MeetingSession extends Model<MeetingSessionState> {
  readonly media: MediaSession;
  /** Notices and reactions as they come; the function returned ends it. */
  onNotice(listener: (notice: SessionNotice) => void): () => void;
  leave(): Promise<void>;
  setHand(raised: boolean): Promise<void>;
  lowerHand(participantId: ParticipantId): Promise<void>;
  react(reaction: 'thumbs-up' | 'clap' | 'heart' | 'laugh' | 'surprise' | 'slower'): Promise<void>;
  setAway(away: boolean): Promise<void>;
  takeSound(): Promise<void>;
  admit(participantId: ParticipantId): Promise<void>;
  admitAll(): Promise<void>;
  refuse(participantId: ParticipantId): Promise<void>;
  sendToLobby(participantId: ParticipantId): Promise<void>;
  setRole(participantId: ParticipantId, role: Role): Promise<void>;
  setRight(participantId: ParticipantId, right: Right, granted: boolean | null): Promise<void>;
  mute(participantId: ParticipantId): Promise<void>;
  muteAll(mayUnmuteSelf: boolean): Promise<void>;
  askUnmute(participantId: ParticipantId): Promise<void>;
  stopCamera(participantId: ParticipantId): Promise<void>;
  stopShare(participantId: ParticipantId, shareId?: string): Promise<void>;
  remove(participantId: ParticipantId, keepOut: boolean): Promise<void>;
  setLocked(locked: boolean): Promise<void>;
  changeSettings(settings: Partial<MeetingSettings>): Promise<void>;
  pinForAll(participantIds: ParticipantId[]): Promise<void>;
  setSeatOrder(participantIds: ParticipantId[]): Promise<void>;
  end(): Promise<void>;
  /** Whose hand is up is on stage at once, anybody else is asked. */
  bringToStage(participantId: ParticipantId): Promise<void>;
  answerStage(accept: boolean): Promise<void>;
  leaveStage(): Promise<void>;
  takeOffStage(participantId: ParticipantId): Promise<void>;
  /** Event: lets the audience in. */
  startEvent(): Promise<void>;
  /** The panel: behind the stage, where only those hear who are there, and back. Turns microphone and camera off. */
  setBackstage(backstage: boolean): Promise<void>;
  /** To the panel alone, in writing. */
  sayBackstage(text: string): Promise<void>;
  /** The list of a large meeting, by page (from 0) and search. */
  people(place: 'in' | 'waiting', page: number, search?: string): Promise<RequestResult<'meeting.people'>>;
  askQuestion(text: string, anonymous: boolean): Promise<void>;
  voteQuestion(questionId: QuestionId, up: boolean): Promise<void>;
  withdrawQuestion(questionId: QuestionId): Promise<void>;
  moderateQuestion(questionId: QuestionId, state: QuestionState, answer?: string): Promise<void>;
  /** Ends the connection without leaving (page closes). */
  dispose(): void;
}

/** Why a device gives no sound or picture; each has its own words and its own way out. */
export type DeviceProblem =
  'denied' | 'dismissed' | 'none-found' | 'in-use' | 'unplugged' | 'insecure-page' | 'unsupported' | 'failed' | 'system-denied';
export type DeviceKind = 'microphone' | 'camera' | 'speaker';
export interface DeviceInfo {
  id: string;
  label: string;
  /** Phones: which way a camera looks. */
  facing?: 'front' | 'back';
}

export interface DevicesState {
  microphones: DeviceInfo[];
  cameras: DeviceInfo[];
  /** Empty where the browser cannot choose an output. */
  speakers: DeviceInfo[];
  selected: { microphone?: string; camera?: string; speaker?: string };
  microphone: { on: boolean; starting: boolean; problem?: DeviceProblem; label?: string };
  camera: { on: boolean; starting: boolean; problem?: DeviceProblem; label?: string };
  /** Preview and what is sent; undefined while off. After effects (blur). */
  cameraTrack?: MediaStreamTrack;
  microphoneTrack?: MediaStreamTrack;
  background: 'none' | 'blur';
  /** Music mode: no noise suppression, echo cancelling or gain control; stereo, higher rate. */
  musicMode: boolean;
  /** Told once: the device was pulled out and this one taken instead. */
  switched?: { kind: DeviceKind; label: string };
}

/** The machine's microphone, camera and speakers: one object from the join page into the meeting. */
export interface Devices extends Model<DevicesState> {
  /** 0..1, about 20 times a second while the microphone is on (also while muted in the meeting: "you are muted"). */
  readonly level: Model<number>;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  select(kind: DeviceKind, id: string): Promise<void>;
  flipCamera(): Promise<void>;
  setBackground(background: 'none' | 'blur'): Promise<void>;
  setMusicMode(on: boolean): Promise<void>;
  /** Plays a short tone on the chosen speaker. */
  testSpeaker(): Promise<void>;
  refresh(): Promise<void>;
  dispose(): void;
}

export interface RemoteTrack {
  /** Undefined: a slot of a large meeting, which carries whoever is loudest. */
  participantId: ParticipantId | undefined;
  producerId: string;
  consumerId: string;
  source: 'microphone' | 'camera' | 'screen' | 'screen-audio';
  track: MediaStreamTrack;
  /** Paused by sender or not shown. */
  paused: boolean;
  /** The sender has moved to another worker: the stream stands for this producer's, until the meeting names it itself. */
  replaces?: string;
}

export interface OwnShare {
  shareId: string;
  track: MediaStreamTrack;
  withSound: boolean;
}

export interface MediaSessionState {
  /** `failed`: no way through at all; words say "UDP blocked", retrying goes on. */
  transport: 'new' | 'connecting' | 'connected' | 'restarting' | 'failed';
  /** Over which protocol the media goes, when known. */
  path?: 'udp' | 'tcp' | 'relay';
  remote: RemoteTrack[];
  /** Producers of shown pictures that do not come now, since the server has too much to do. */
  held: readonly string[];
  shares: OwnShare[];
  /** What others really get of me. */
  sending: { microphone: boolean; camera: boolean };
  quality: ConnectionQuality;
  /** The microphone is on, one speaks, nothing arrives at the server. */
  soundNotArriving: boolean;
  /** One speaks while muted. */
  speakingWhileMuted: boolean;
  problem?: ErrorCode;
}

/** Sound and picture of one stay: follows `Devices`, rebuilds itself after loss of transports or workers. */
export interface MediaSession extends Model<MediaSessionState> {
  /** Says which pictures are shown and how large, also those nobody sends yet; call on every layout change (debounced inside, 100 ms). */
  watch(pictures: WantedPicture[]): void;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  /** Asks the browser what to share; resolves without a share when the person cancels. */
  startShare(options: { withSound: boolean }): Promise<void>;
  stopShare(shareId: string): Promise<void>;
  /** Per-stream figures now, for the diagnostics panel and its export. */
  statistics(): Promise<StreamStatistics[]>;
  /** No video at all, to save a bad network. */
  setAudioOnly(audioOnly: boolean): void;
}

export interface StreamStatistics {
  direction: 'send' | 'receive';
  source: string;
  participantId?: ParticipantId;
  codec: string;
  bitrateBps: number;
  packetsLostRatio: number;
  jitterMs: number;
  roundTripMs?: number;
  widthPx?: number;
  heightPx?: number;
  framesPerSecond?: number;
  framesDecoded?: number;
  totalAudioEnergy?: number;
  layer?: string;
}
