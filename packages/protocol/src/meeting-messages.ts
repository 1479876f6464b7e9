/** Requests and events of a meeting. Each request names its right; the server checks it against the running state. */
import { z } from 'zod';
import { DeviceId, MeetingId, ParticipantId } from './ids.ts';
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
  /** Right `end`. */
  'meeting.end': { data: None, result: None },
} as const;

export const GoneReason = z.enum(['left', 'removed', 'refused', 'ended', 'replaced', 'sent-back']);
export type GoneReason = z.infer<typeof GoneReason>;

export const meetingEvents = {
  /** What changed in this recipient's view since the last event or snapshot: whole entries. Batched (at most every 50 ms). */
  'meeting.changed': z.object({
    meeting: MeetingView.optional(),
    me: Snapshot.shape.me.optional(),
    participants: z.object({ upserted: z.array(ParticipantView), removed: z.array(ParticipantId) }).optional(),
    waiting: z.object({ upserted: z.array(WaitingView), removed: z.array(ParticipantId) }).optional(),
  }),
  /** Who speaks now; sent when it changes, at most 4 times a second, never stored. */
  'meeting.speaking': z.object({ speaking: z.array(ParticipantId), activeSpeaker: ParticipantId.nullable() }),
  'meeting.reaction': z.object({ participantId: ParticipantId, reaction: z.string() }),
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
