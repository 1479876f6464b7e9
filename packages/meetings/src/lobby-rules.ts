/** Who enters, who waits, who is turned away; and what hosts do with those who wait (R8, LOB-1). */
import type { ParticipantId } from '@saal/protocol';
import type { Deciding } from './deciding.ts';
import { hostsInside, successor } from './hand-over.ts';
import type { Identity } from './identity.ts';
import { MAX_KNOCKS_AFTER_REFUSAL, MAX_PARTICIPANTS, MAX_WAITING } from './limits.ts';
import type { CommandOf } from './meeting-command.ts';
import { bypassesLobby, isHosted, isOwner, participantOf, peopleAt, type Participant } from './meeting-state.ts';
import type { Refusal } from './refusal.ts';

/** Enter, come back, or knock. Doing it twice changes nothing. */
export function join(deciding: Deciding, { identity, resuming }: CommandOf<'join'>): Refusal | undefined {
  const owner = isOwner(deciding.state, identity.key);
  if (deciding.state.phase === 'ended') {
    // A device that only comes back (its connection was lost when the meeting ended) begins nothing new.
    if (resuming) return { code: 'meeting_ended' };
    openRun(deciding);
  }
  const known = participantOf(deciding.state, identity.key);
  const refusal = owner ? undefined : turnedAway(deciding, identity, known);
  if (refusal) return refusal;

  if (known && known.place !== 'out') keepIdentity(deciding, known, identity);
  if (known?.place === 'in') return undefined;
  if (owner && deciding.state.phase === 'not-begun') deciding.emit({ type: 'began', atMs: deciding.context.nowMs });
  return mayEnter(deciding, identity, known, owner) ? enter(deciding, identity, known, owner) : knock(deciding, identity, known);
}

function openRun(deciding: Deciding): void {
  const { run, config } = deciding.state;
  deciding.emit({ type: 'run-opened', run: run + 1, config, atMs: deciding.context.nowMs });
}

function turnedAway(deciding: Deciding, identity: Identity, known: Participant | undefined): Refusal | undefined {
  const { state } = deciding;
  if (state.banned.has(identity.key)) return { code: 'removed_from_meeting' };
  if (known && known.place !== 'out') return undefined;
  if (state.locked && !known?.admitted) return { code: 'meeting_locked' };
  if (known && known.refusals > MAX_KNOCKS_AFTER_REFUSAL && !known.admitted) return { code: 'refused_in_lobby' };
  return undefined;
}

function mayEnter(deciding: Deciding, identity: Identity, known: Participant | undefined, owner: boolean): boolean {
  const { state } = deciding;
  if (state.phase !== 'running') return false;
  if (owner || known?.admitted) return true;
  return isHosted(state) && !state.locked && bypassesLobby(state, identity.key, known?.mustWait ?? false);
}

function enter(deciding: Deciding, identity: Identity, known: Participant | undefined, owner: boolean): Refusal | undefined {
  const { state, context } = deciding;
  const limit = MAX_PARTICIPANTS[state.settings.size];
  if (!owner && peopleAt(state, 'in').length >= limit) return { code: 'meeting_full', details: { limit } };
  deciding.emit({
    type: 'entered',
    participantId: known?.id ?? context.newParticipantId(),
    identity: known?.admitted ? admittedAs(known, identity) : identity,
    role: owner ? 'host' : (known?.role ?? 'participant'),
    joinOrder: known?.joinOrder ?? state.nextJoinOrder,
    atMs: context.nowMs,
  });
  return undefined;
}

function knock(deciding: Deciding, identity: Identity, known: Participant | undefined): Refusal | undefined {
  if (known?.place === 'waiting') return undefined;
  const { state, context } = deciding;
  const limit = MAX_WAITING[state.settings.size];
  if (peopleAt(state, 'waiting').length >= limit) return { code: 'meeting_full', details: { limit } };
  deciding.emit({ type: 'knocked', participantId: known?.id ?? context.newParticipantId(), identity, atMs: context.nowMs });
  return undefined;
}

/** A guest keeps the name under which a host let them in; account holders appear as they are called now. */
function admittedAs(known: Participant, now: Identity): Identity {
  return now.key.startsWith('guest:') ? known.identity : now;
}

function keepIdentity(deciding: Deciding, known: Participant, now: Identity): void {
  const next = known.place === 'in' ? admittedAs(known, now) : now;
  if (next.name === known.identity.name && next.pictureUrl === known.identity.pictureUrl) return;
  deciding.emit({ type: 'renamed', participantId: known.id, identity: next });
}

/** Lets in by itself who need not wait any more: the meeting began, a host came, the settings changed. */
export function openLobbyDoors(deciding: Deciding): void {
  if (deciding.state.phase !== 'running' || deciding.state.locked || !isHosted(deciding.state)) return;
  for (const waiting of peopleAt(deciding.state, 'waiting')) {
    if (bypassesLobby(deciding.state, waiting.identity.key, waiting.mustWait))
      deciding.emit({ type: 'admitted', participantId: waiting.id, by: null });
  }
}

/** Leave for good. The last host hands over; with nobody to hand over to, the meeting goes on without. */
export function leave(deciding: Deciding, { participantId, cause }: CommandOf<'leave'>): Refusal | undefined {
  const leaver = deciding.state.participants.get(participantId);
  if (!leaver || leaver.place === 'out') return undefined;
  deciding.emit({ type: 'left', participantId, cause, atMs: deciding.context.nowMs });
  if (leaver.place === 'in' && leaver.role === 'host' && hostsInside(deciding.state) === 0) handOver(deciding, leaver.id);
  return undefined;
}

function handOver(deciding: Deciding, fromId: ParticipantId): void {
  const next = successor(deciding.state);
  if (next) deciding.emit({ type: 'handed-over', fromId, toId: next.id });
}

export function admit(deciding: Deciding, actor: Participant, participantId: ParticipantId): Refusal | undefined {
  const refusal = deciding.may(actor, 'admit');
  if (refusal) return refusal;
  if (!deciding.waiting(participantId)) return { code: 'participant_not_found' };
  const limit = MAX_PARTICIPANTS[deciding.state.settings.size];
  if (peopleAt(deciding.state, 'in').length >= limit) return { code: 'meeting_full', details: { limit } };
  deciding.emit({ type: 'admitted', participantId, by: actor.id });
  return undefined;
}

export function admitAll(deciding: Deciding, actor: Participant): Refusal | undefined {
  const refusal = deciding.may(actor, 'admit');
  if (refusal) return refusal;
  for (const waiting of peopleAt(deciding.state, 'waiting')) deciding.emit({ type: 'admitted', participantId: waiting.id, by: actor.id });
  return undefined;
}

export function refuse(deciding: Deciding, actor: Participant, participantId: ParticipantId): Refusal | undefined {
  const refusal = deciding.may(actor, 'admit');
  if (refusal) return refusal;
  if (!deciding.waiting(participantId)) return { code: 'participant_not_found' };
  deciding.emit({ type: 'refused', participantId, by: actor.id });
  return undefined;
}

export function sendToLobby(deciding: Deciding, actor: Participant, participantId: ParticipantId): Refusal | undefined {
  const refusal = deciding.may(actor, 'admit') ?? mayPutOut(deciding, actor, participantId);
  if (refusal) return refusal;
  deciding.emit({ type: 'sent-back', participantId, by: actor.id, atMs: deciding.context.nowMs });
  return undefined;
}

export function remove(deciding: Deciding, actor: Participant, { participantId, keepOut }: CommandOf<'remove'>): Refusal | undefined {
  const refusal = deciding.may(actor, 'remove') ?? mayPutOut(deciding, actor, participantId);
  if (refusal) return refusal;
  deciding.emit({ type: 'removed', participantId, by: actor.id, keepOut, atMs: deciding.context.nowMs });
  return undefined;
}

/** Nobody puts out themselves or the owner; hosts and co-hosts are put out by hosts only. */
function mayPutOut(deciding: Deciding, actor: Participant, participantId: ParticipantId): Refusal | undefined {
  const target = deciding.inside(participantId);
  if (!target) return { code: 'participant_not_found' };
  if (target.id === actor.id || isOwner(deciding.state, target.identity.key)) return { code: 'not_allowed' };
  const leads = target.role === 'host' || target.role === 'co-host';
  return leads && actor.role !== 'host' ? { code: 'not_allowed' } : undefined;
}
