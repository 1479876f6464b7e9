/** Requests and events of a meeting. Each request names its right; the server checks it against the running state. */
import { z } from 'zod';
import { DeviceId, MeetingId, ParticipantId, QuestionId } from './ids.ts';
import { AnswerText, BackstageNote, Counts, QuestionState, QuestionText, QuestionView } from './large-meetings.ts';
import { LobbyView, MeetingView, ParticipantView, Snapshot, WaitingView } from './meeting-view.ts';
import { MeetingSettings, Right, Role } from './rights.ts';
import { DisplayName } from './text.ts';
import { MediaRoomInfo } from './media-messages.ts';

export const JoinResult = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting'), lobby: LobbyView }),
  z.object({ state: z.literal('joined'), snapshot: Snapshot, media: MediaRoomInfo }),
]);
export type JoinResult = z.infer<typeof JoinResult>;

const None = z.strictObject({});
const Target = z.strictObject({ participantId: ParticipantId });

/** Method name -> what is asked and what is answered. `none` answers `{}`. */
export const meetingRequests = {
  /**
   * Enter, or come back: the same person on the same device is put where it was (also after the server restarted),
   * never through the lobby again. Also the first message after a lost connection.
   */
  'meeting.join': {
    data: z.strictObject({
      wireVersion: z.int(),
      meetingId: MeetingId,
      deviceId: DeviceId,
      /** Guests only; account holders appear under their own name. */
      name: DisplayName.optional(),
      passcode: z.string().max(32).optional(),
      /** The media room this device still holds transports of; see MediaRoomInfo.kept. */
      mediaEpoch: z.string().max(64).optional(),
    }),
    result: JoinResult,
  },
  /** Leave for good with this device; a host may hand over first. Waiting people use it too. */
  'meeting.leave': { data: None, result: None },
  'meeting.set-hand': { data: z.strictObject({ raised: z.boolean() }), result: None },
  /** Right `mute-others`. */
  'meeting.lower-hand': { data: Target, result: None },
  'meeting.react': {
    data: z.strictObject({ reaction: z.enum(['thumbs-up', 'clap', 'heart', 'laugh', 'surprise', 'slower']) }),
    result: None,
  },
  /** "Be right back": camera and microphone are paused, the tile says so. */
  'meeting.set-away': { data: z.strictObject({ away: z.boolean() }), result: None },
  /** Makes this device the one with sound; the others of the same person become companions. */
  'meeting.take-sound': { data: None, result: None },

  /** Right `admit`. */
  'meeting.admit': { data: Target, result: None },
  'meeting.admit-all': { data: None, result: None },
  'meeting.refuse': { data: Target, result: None },
  'meeting.send-to-lobby': { data: Target, result: None },

  /** Right `change-roles`. Nobody changes a host but a host; the last host cannot be demoted. */
  'meeting.set-role': { data: z.strictObject({ participantId: ParticipantId, role: Role }), result: None },
  /** Gives (`true`) or takes (`false`) one right beside the role; `null` goes back to what the role says. */
  'meeting.set-right': {
    data: z.strictObject({ participantId: ParticipantId, right: Right, granted: z.boolean().nullable() }),
    result: None,
  },

  /** Right `mute-others`. Effective in the media server. */
  'meeting.mute': { data: Target, result: None },
  'meeting.mute-all': { data: z.strictObject({ mayUnmuteSelf: z.boolean() }), result: None },
  'meeting.ask-unmute': { data: Target, result: None },
  'meeting.stop-camera': { data: Target, result: None },
  'meeting.stop-share': { data: z.strictObject({ participantId: ParticipantId, shareId: z.string().max(64).optional() }), result: None },
  /** Right `remove`. `keepOut`: neither link nor lobby lets the same person or browser back into this run. */
  'meeting.remove': { data: z.strictObject({ participantId: ParticipantId, keepOut: z.boolean() }), result: None },
  /** Right `lock`. While locked nobody new gets in, not even to the lobby; who was in may come back. */
  'meeting.set-locked': { data: z.strictObject({ locked: z.boolean() }), result: None },
  /** Right `change-settings`. */
  'meeting.change-settings': { data: z.strictObject({ settings: MeetingSettings.partial() }), result: None },
  /** Right `pin-for-all`. */
  'meeting.pin-for-all': { data: z.strictObject({ participantIds: z.array(ParticipantId).max(6) }), result: None },
  'meeting.set-seat-order': { data: z.strictObject({ participantIds: z.array(ParticipantId).max(500) }), result: None },
  /**
   * Right `mute-others`. Somebody whose hand is up is on stage at once; anybody else is asked and answers by
   * `meeting.answer-stage`. Refused with `stage_full`.
   */
  'meeting.bring-to-stage': { data: Target, result: None },
  'meeting.answer-stage': { data: z.strictObject({ accept: z.boolean() }), result: None },
  'meeting.leave-stage': { data: None, result: None },
  /** Right `mute-others`. */
  'meeting.take-off-stage': { data: Target, result: None },
  /** Event: lets the audience in. Right `change-settings`. */
  'meeting.start-event': { data: None, result: None },

  /**
   * Stage and event, the panel: behind the stage, where only those hear who are there, and back. Whoever changes sides does so
   * with microphone and camera off. Others: `not_allowed`.
   */
  'meeting.set-backstage': { data: z.strictObject({ backstage: z.boolean() }), result: None },
  /** To the panel, wherever each of them is; not kept. Others: `not_allowed`. */
  'meeting.say-backstage': { data: z.strictObject({ text: BackstageNote }), result: None },

  /**
   * The list by page and search, for meetings whose snapshot does not list all. `in`: whoever may see the audience.
   * `waiting`: right `admit`.
   */
  'meeting.people': {
    data: z.strictObject({
      place: z.enum(['in', 'waiting']),
      search: z.string().max(80).optional(),
      /** From 0, `PEOPLE_PER_PAGE` each. */
      page: z.int().min(0).max(1_000),
    }),
    result: z.object({ total: z.int(), people: z.array(ParticipantView), waiting: z.array(WaitingView) }),
  },

  /** Stage and event. At most MAX_OWN_QUESTIONS that are not answered. */
  'meeting.ask-question': { data: z.strictObject({ text: QuestionText, anonymous: z.boolean() }), result: None },
  'meeting.vote-question': { data: z.strictObject({ questionId: QuestionId, up: z.boolean() }), result: None },
  'meeting.withdraw-question': { data: z.strictObject({ questionId: QuestionId }), result: None },
  /** Right `mute-others`. An answer in writing belongs to `answered`. */
  'meeting.moderate-question': {
    data: z.strictObject({ questionId: QuestionId, state: QuestionState, answer: AnswerText.optional() }),
    result: None,
  },
  /** Right `end`. */
  'meeting.end': { data: None, result: None },
} as const;

export const GoneReason = z.enum(['left', 'removed', 'refused', 'ended', 'replaced', 'sent-back']);
export type GoneReason = z.infer<typeof GoneReason>;

export const meetingEvents = {
  /** What changed in this recipient's view since the last event or snapshot: whole entries. Batched (at most every 50 ms, above 100 people every 500 ms). */
  'meeting.changed': z.object({
    meeting: MeetingView.optional(),
    me: Snapshot.shape.me.optional(),
    participants: z.object({ upserted: z.array(ParticipantView), removed: z.array(ParticipantId) }).optional(),
    waiting: z.object({ upserted: z.array(WaitingView), removed: z.array(ParticipantId) }).optional(),
    listed: Snapshot.shape.listed.optional(),
    counts: Counts.optional(),
    questions: z.object({ upserted: z.array(QuestionView), removed: z.array(QuestionId) }).optional(),
  }),
  /** Who speaks now; sent when it changes, at most 4 times a second, never stored. */
  'meeting.speaking': z.object({ speaking: z.array(ParticipantId), activeSpeaker: ParticipantId.nullable() }),
  'meeting.reaction': z.object({ participantId: ParticipantId, reaction: z.string() }),
  /** Large meetings: how often each reaction was given since the last one, at most once a second. */
  'meeting.reactions': z.object({ counts: z.record(z.string(), z.int()) }),
  /** Written among the panel of a stage or event. */
  'meeting.backstage-note': z.object({ participantId: ParticipantId, byName: z.string(), text: z.string(), atMs: z.number() }),
  /** Something a host did to me or asks of me; shown and said once. */
  'meeting.notice': z.object({
    kind: z.enum([
      'muted-by-host',
      'all-muted',
      'asked-to-unmute',
      'camera-stopped',
      'share-stopped',
      'role-changed',
      'hand-lowered',
      'became-host',
      'sound-moved',
      'stage-invited',
      'on-stage',
      'off-stage',
    ]),
    byName: z.string().optional(),
    role: Role.optional(),
  }),
  /** Lobby only. */
  'lobby.changed': LobbyView,
  /** The lobby let this device in; the client now sends `meeting.join` again. */
  'lobby.admitted': z.object({}),
  /** This device is out; the connection is closed after it. `sent-back`: into the lobby, the connection stays. */
  'meeting.gone': z.object({ reason: GoneReason, byName: z.string().optional(), lobby: LobbyView.optional() }),
} as const;
