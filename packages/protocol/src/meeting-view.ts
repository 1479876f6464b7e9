/**
 * What a client is shown of a meeting. The server computes the view of each recipient from the meeting's state,
 * and sends what changed in it: whole entries, by id. A view never contains what its recipient may not know
 * (LOB-1: somebody who waits has a `LobbyView` and nothing else).
 */
import { z } from 'zod';
import { DeviceId, MeetingId, MeetingNumber, ParticipantId, QuestionId } from './ids.ts';
import { Counts, QuestionView } from './large-meetings.ts';
import { SettingName } from './presets.ts';
import { MeetingSettings, Right, Role } from './rights.ts';

export const MediaSource = z.enum(['microphone', 'camera', 'screen', 'screen-audio']);
export type MediaSource = z.infer<typeof MediaSource>;

/** A stream somebody sends. `producerId` is what `media.watch` names. */
export const StreamView = z.object({
  producerId: z.string(),
  source: MediaSource,
  deviceId: DeviceId,
  /** Paused by its sender (muted) or by a host. */
  paused: z.boolean(),
  /** Screen: what belongs together (picture and sound of one share). */
  shareId: z.string().optional(),
});
export type StreamView = z.infer<typeof StreamView>;

export const ConnectionQuality = z.object({
  /** 0 unknown, 1 bad, 2 weak, 3 good */
  level: z.int().min(0).max(3),
  reason: z.enum(['none', 'network-out', 'network-in', 'cpu']),
});
export type ConnectionQuality = z.infer<typeof ConnectionQuality>;

export const ParticipantView = z.object({
  id: ParticipantId,
  name: z.string(),
  /** No account in this installation. */
  guest: z.boolean(),
  /** With an account here, and of another house. */
  external: z.literal(true).optional(),
  pictureUrl: z.string().optional(),
  role: Role,
  rights: z.array(Right),
  /** Smaller came earlier; never reused, never changed by leaving and coming back: the seat order. */
  joinOrder: z.int(),
  /** `reconnecting`: the connection is lost, less than RESUME_WINDOW_MS ago. */
  presence: z.enum(['here', 'reconnecting', 'away']),
  /** When the hand went up (server's clock); order in the queue is by this. Null: down. */
  handRaisedAtMs: z.number().nullable(),
  streams: z.array(StreamView),
  quality: ConnectionQuality,
  /** `on`: may send (in a talk: everybody). `invited`: was asked to come up and has not answered. */
  stage: z.enum(['on', 'invited', 'off']),
  /**
   * Behind the stage: heard and seen by nobody but those who are there, too. Told to the panel only (hosts, presenters, who is
   * on stage or asked to come up); to all others they are off stage and send nothing.
   */
  backstage: z.boolean().optional(),
});
export type ParticipantView = z.infer<typeof ParticipantView>;

export const WaitingView = z.object({
  id: ParticipantId,
  name: z.string(),
  guest: z.boolean(),
  external: z.literal(true).optional(),
  sinceMs: z.number(),
  /** Sent here out of the meeting, or knocking anew. */
  sentBack: z.boolean(),
});
export type WaitingView = z.infer<typeof WaitingView>;

export const MeetingView = z.object({
  id: MeetingId,
  number: MeetingNumber,
  title: z.string(),
  phase: z.enum(['not-begun', 'running', 'ended']),
  beganAtMs: z.number().nullable(),
  locked: z.boolean(),
  settings: MeetingSettings,
  /** Those that the house has set for the kind of the meeting: nobody changes them. */
  lockedSettings: z.array(SettingName).readonly().optional(),
  /** Tiles pinned for all by a host; at most 6. */
  pinnedForAll: z.array(ParticipantId),
  /** Seat order set by a host for all; participants not named follow by `joinOrder`. */
  seatOrder: z.array(ParticipantId),
  /** False: an event whose audience still waits while the panel prepares (the green room). */
  onAir: z.boolean(),
});
export type MeetingView = z.infer<typeof MeetingView>;

/** Everything one admitted participant sees. */
export const Snapshot = z.object({
  meeting: MeetingView,
  me: z.object({
    participantId: ParticipantId,
    deviceId: DeviceId,
    /** A further device of the same person: plays and sends no sound until it takes it over. */
    companion: z.boolean(),
    /** Muted by a host and not allowed to unmute. */
    mayUnmute: z.boolean(),
    /** Own questions, and those this person voted for. */
    questions: z.array(QuestionId),
    votes: z.array(QuestionId),
  }),
  /** Everybody inside, or with `listed: 'stage'` only those on stage, raised hands (for who moderates), and oneself. */
  participants: z.array(ParticipantView),
  listed: z.enum(['all', 'stage']),
  counts: Counts,
  /** In the order of `questionOrder`; at most MAX_QUESTIONS_SHOWN. */
  questions: z.array(QuestionView),
  /** Empty without the right `admit`. */
  waiting: z.array(WaitingView),
  /** Of those who speak now, loudest first; and the one on the stage. */
  speaking: z.array(ParticipantId),
  activeSpeaker: ParticipantId.nullable(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** What somebody sees who has not been admitted: never who is inside. */
export const LobbyView = z.object({
  meetingId: MeetingId,
  title: z.string(),
  /** Who invited, as the join page shows it. */
  inviterName: z.string(),
  participantId: ParticipantId,
  reason: z.enum(['not-begun', 'wait-for-admission', 'sent-back']),
});
export type LobbyView = z.infer<typeof LobbyView>;
