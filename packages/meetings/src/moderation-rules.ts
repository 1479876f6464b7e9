/** Hands, muting, locking, settings and order: what people inside do that concerns neither lobby nor roles. */
import type { MeetingSettings, ParticipantId, SettingName } from '@saal/protocol';
import type { Deciding } from './deciding.ts';
import type { CommandOf } from './meeting-command.ts';
import type { MeetingState, Participant } from './meeting-state.ts';
import { touched } from './presets.ts';
import { rightMissing, type Refusal } from './refusal.ts';
import { hasRight } from './rights.ts';

export function setHand(deciding: Deciding, actor: Participant, { raised }: CommandOf<'set-hand'>): Refusal | undefined {
  const refusal = raised ? deciding.may(actor, 'raise-hand') : undefined;
  if (refusal) return refusal;
  // Raising again keeps the place in the queue.
  if (raised === (actor.handRaisedAtMs !== null)) return undefined;
  deciding.emit({ type: 'hand-changed', participantId: actor.id, raisedAtMs: raised ? nextHandTime(deciding) : null, by: actor.id });
  return undefined;
}

/** Later than every raised hand, so that two hands within one millisecond have an order too. */
function nextHandTime(deciding: Deciding): number {
  const latest = Math.max(0, ...[...deciding.state.participants.values()].map(({ handRaisedAtMs }) => handRaisedAtMs ?? 0));
  return Math.max(deciding.context.nowMs, latest + 1);
}

export function lowerHand(deciding: Deciding, actor: Participant, { participantId }: CommandOf<'lower-hand'>): Refusal | undefined {
  const target = deciding.inside(participantId);
  const refusal = deciding.may(actor, 'mute-others') ?? notFound(target);
  if (refusal) return refusal;
  if (target && target.handRaisedAtMs !== null) deciding.emit({ type: 'hand-changed', participantId, raisedAtMs: null, by: actor.id });
  return undefined;
}

export function react(deciding: Deciding, actor: Participant, { reaction }: CommandOf<'react'>): Refusal | undefined {
  const refusal = deciding.may(actor, 'react');
  if (!refusal) deciding.emit({ type: 'reacted', participantId: actor.id, reaction });
  return refusal;
}

export function setAway(deciding: Deciding, actor: Participant, { away }: CommandOf<'set-away'>): Refusal | undefined {
  if (actor.away !== away) deciding.emit({ type: 'away-changed', participantId: actor.id, away });
  return undefined;
}

export function mute(deciding: Deciding, actor: Participant, { participantId }: CommandOf<'mute'>): Refusal | undefined {
  const refusal = mayModerate(deciding, actor, participantId);
  if (!refusal) deciding.emit({ type: 'muted', participantId, by: actor.id });
  return refusal;
}

export function muteAll(deciding: Deciding, actor: Participant, { mayUnmuteSelf }: CommandOf<'mute-all'>): Refusal | undefined {
  const refusal = deciding.may(actor, 'mute-others');
  if (refusal) return refusal;
  const { config, settings } = deciding.state;
  const isLocked = config.lockedSettings?.includes('mayUnmuteSelf') === true;
  deciding.emit({ type: 'all-muted', mayUnmuteSelf: isLocked ? settings.mayUnmuteSelf : mayUnmuteSelf, by: actor.id });
  return undefined;
}

export function askUnmute(deciding: Deciding, actor: Participant, { participantId }: CommandOf<'ask-unmute'>): Refusal | undefined {
  const refusal = mayModerate(deciding, actor, participantId);
  if (!refusal) deciding.emit({ type: 'unmute-asked', participantId, by: actor.id });
  return refusal;
}

export function stopCamera(deciding: Deciding, actor: Participant, { participantId }: CommandOf<'stop-camera'>): Refusal | undefined {
  const refusal = mayModerate(deciding, actor, participantId);
  if (!refusal) deciding.emit({ type: 'camera-stopped', participantId, by: actor.id });
  return refusal;
}

export function stopShare(
  deciding: Deciding,
  actor: Participant,
  { participantId, shareId }: CommandOf<'stop-share'>,
): Refusal | undefined {
  const refusal = mayModerate(deciding, actor, participantId);
  if (!refusal) deciding.emit({ type: 'share-stopped', participantId, shareId, by: actor.id });
  return refusal;
}

function mayModerate(deciding: Deciding, actor: Participant, participantId: ParticipantId): Refusal | undefined {
  return deciding.may(actor, 'mute-others') ?? notFound(deciding.inside(participantId));
}

function notFound(target: Participant | undefined): Refusal | undefined {
  return target ? undefined : { code: 'participant_not_found' };
}

export function setLocked(deciding: Deciding, actor: Participant, { locked }: CommandOf<'set-locked'>): Refusal | undefined {
  const refusal = deciding.may(actor, 'lock');
  if (refusal) return refusal;
  if (deciding.state.locked !== locked) deciding.emit({ type: 'lock-changed', locked, by: actor.id });
  return undefined;
}

export function changeSettings(deciding: Deciding, actor: Participant, { settings }: CommandOf<'change-settings'>): Refusal | undefined {
  const refusal = deciding.may(actor, 'change-settings') ?? lockedAmong(deciding.state, settings);
  if (refusal) return refusal;
  putSettings(deciding, settings, actor.id);
  return undefined;
}

function lockedAmong({ config, settings: before }: MeetingState, changes: Partial<MeetingSettings>): Refusal | undefined {
  const settings = touched(config.lockedSettings ?? [], changes, before);
  return settings.length === 0 ? undefined : { code: 'setting_locked', details: { settings } };
}

/** The owner changed title or presets on the home page while the meeting runs: it holds at once. */
export function changePlan(deciding: Deciding, { title, settings, lockedSettings }: CommandOf<'change-plan'>): Refusal | undefined {
  if (deciding.state.phase === 'ended') return undefined;
  if (title !== undefined && title !== deciding.state.config.title) deciding.emit({ type: 'title-changed', title });
  if (settings ?? lockedSettings) putSettings(deciding, settings ?? {}, null, lockedSettings);
  return undefined;
}

function putSettings(
  deciding: Deciding,
  changes: Partial<MeetingSettings>,
  by: ParticipantId | null,
  lockedSettings?: readonly SettingName[],
): void {
  const before = deciding.state.settings;
  const settings = { ...before, ...changes };
  const sameLocks = lockedSettings === undefined || String(lockedSettings) === String(deciding.state.config.lockedSettings ?? []);
  if (sameSettings(before, settings) && sameLocks) return;
  deciding.emit({ type: 'settings-changed', settings, ...(lockedSettings && { lockedSettings }), by });
  for (const { id, handRaisedAtMs, ...participant } of deciding.state.participants.values()) {
    if (handRaisedAtMs !== null && !hasRight(participant, 'raise-hand', settings)) {
      deciding.emit({ type: 'hand-changed', participantId: id, raisedAtMs: null, by: null });
    }
  }
}

function sameSettings(a: MeetingSettings, b: MeetingSettings): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

export function pinForAll(deciding: Deciding, actor: Participant, ids: readonly ParticipantId[]): Refusal | undefined {
  const participantIds = [...new Set(ids)];
  const refusal = deciding.may(actor, 'pin-for-all') ?? unknownAmong(deciding.state, participantIds);
  if (!refusal) deciding.emit({ type: 'pinned-for-all', participantIds, by: actor.id });
  return refusal;
}

export function setSeatOrder(deciding: Deciding, actor: Participant, ids: readonly ParticipantId[]): Refusal | undefined {
  if (!hasRight(actor, 'pin-for-all', deciding.state.settings)) return rightMissing('pin-for-all');
  // Somebody may have left while the seats were dragged: the rest of the order still holds.
  const participantIds = [...new Set(ids)].filter((id) => (deciding.state.participants.get(id)?.joinOrder ?? null) !== null);
  deciding.emit({ type: 'seats-ordered', participantIds, by: actor.id });
  return undefined;
}

function unknownAmong(state: MeetingState, ids: readonly ParticipantId[]): Refusal | undefined {
  return ids.every((id) => state.participants.get(id)?.place === 'in') ? undefined : { code: 'participant_not_found' };
}

export function end(deciding: Deciding, actor: Participant): Refusal | undefined {
  const refusal = deciding.may(actor, 'end');
  if (!refusal) deciding.emit({ type: 'ended', cause: 'ended', by: actor.id, atMs: deciding.context.nowMs });
  return refusal;
}
