/**
 * The facts of a running meeting. Stored ones are appended to `meetings.event` before anybody is told;
 * momentary ones (a reaction, a camera stopped) are told and forgotten.
 */
import {
  InviteeRole,
  MeetingId,
  MeetingNumber,
  ParticipantId,
  PersonId,
  QuestionId,
  QuestionState,
  Right,
  Role,
  SettingName,
  type EpochMs,
} from '@saal/protocol';
import { z } from 'zod';

import { StoredSettings } from './stored-settings.ts';

const who = { participantId: ParticipantId };
/** Who did it; null: the rules themselves. */
const by = { by: ParticipantId.nullable() };
const at = { atMs: z.number() };
const key = z.union([z.templateLiteral(['person:', z.string()]), z.templateLiteral(['guest:', z.string()])]);
const identity = z.object({ key, name: z.string(), pictureUrl: z.string().optional(), external: z.literal(true).optional() });
/** Of who was invited by name. */
const preset = z.object({ role: InviteeRole, passesLobby: z.boolean() });

export const StoredEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-opened'),
    run: z.int(),
    config: z.object({
      id: MeetingId,
      number: MeetingNumber,
      title: z.string(),
      ownerId: PersonId,
      settings: StoredSettings,
      inviterName: z.string(),
      ofRoom: z.boolean().optional(),
      lockedSettings: z.array(SettingName).readonly().optional(),
    }),
    ...at,
  }),
  z.object({ type: z.literal('knocked'), ...who, identity, ...at, preset: preset.optional() }),
  z.object({ type: z.literal('renamed'), ...who, identity }),
  z.object({ type: z.literal('began'), ...at }),
  z.object({ type: z.literal('admitted'), ...who, ...by }),
  z.object({ type: z.literal('refused'), ...who, ...by }),
  z.object({ type: z.literal('sent-back'), ...who, ...by, ...at }),
  z.object({ type: z.literal('entered'), ...who, identity, role: Role, joinOrder: z.int(), ...at }),
  z.object({ type: z.literal('left'), ...who, cause: z.enum(['left', 'timed-out']), ...at }),
  z.object({ type: z.literal('removed'), ...who, ...by, keepOut: z.boolean(), ...at }),
  z.object({ type: z.literal('handed-over'), fromId: ParticipantId, toId: ParticipantId }),
  z.object({ type: z.literal('role-changed'), ...who, role: Role, ...by }),
  z.object({ type: z.literal('right-changed'), ...who, right: Right, granted: z.boolean().nullable(), ...by }),
  z.object({ type: z.literal('hand-changed'), ...who, raisedAtMs: z.number().nullable(), ...by }),
  z.object({ type: z.literal('away-changed'), ...who, away: z.boolean() }),
  z.object({ type: z.literal('muted'), ...who, ...by }),
  z.object({ type: z.literal('all-muted'), mayUnmuteSelf: z.boolean(), ...by }),
  z.object({ type: z.literal('unmute-asked'), ...who, ...by }),
  z.object({ type: z.literal('lock-changed'), locked: z.boolean(), ...by }),
  z.object({
    type: z.literal('settings-changed'),
    settings: StoredSettings,
    /** The meeting is of another kind now: what that one locks. */
    lockedSettings: z.array(SettingName).readonly().optional(),
    ...by,
  }),
  z.object({ type: z.literal('title-changed'), title: z.string() }),
  z.object({ type: z.literal('pinned-for-all'), participantIds: z.array(ParticipantId), ...by }),
  z.object({ type: z.literal('seats-ordered'), participantIds: z.array(ParticipantId), ...by }),
  z.object({ type: z.literal('stage-changed'), ...who, stage: z.enum(['on', 'invited', 'off']), ...by }),
  z.object({ type: z.literal('backstage-changed'), ...who, backstage: z.boolean() }),
  z.object({ type: z.literal('aired'), ...by, ...at }),
  z.object({
    type: z.literal('question-asked'),
    questionId: QuestionId,
    ...who,
    text: z.string(),
    anonymous: z.boolean(),
    state: QuestionState,
    ...at,
  }),
  z.object({ type: z.literal('question-voted'), questionId: QuestionId, ...who, up: z.boolean() }),
  z.object({ type: z.literal('question-withdrawn'), questionId: QuestionId }),
  z.object({
    type: z.literal('question-moderated'),
    questionId: QuestionId,
    state: QuestionState,
    answer: z.string().optional(),
    ...by,
  }),
  z.object({ type: z.literal('ended'), cause: z.enum(['ended', 'empty']), ...by, ...at }),
]);
export type StoredEvent = z.infer<typeof StoredEvent>;

export type MomentaryEvent =
  | { type: 'reacted'; participantId: ParticipantId; reaction: string }
  | { type: 'backstage-said'; participantId: ParticipantId; text: string; atMs: EpochMs }
  | { type: 'camera-stopped'; participantId: ParticipantId; by: ParticipantId }
  | { type: 'share-stopped'; participantId: ParticipantId; shareId?: string | undefined; by: ParticipantId };

export type MeetingEvent = StoredEvent | MomentaryEvent;

const momentary: ReadonlySet<MeetingEvent['type']> = new Set<MomentaryEvent['type']>([
  'reacted',
  'backstage-said',
  'camera-stopped',
  'share-stopped',
]);

export function isStored(event: MeetingEvent): event is StoredEvent {
  return !momentary.has(event.type);
}
