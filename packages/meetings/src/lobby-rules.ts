/** Who enters, who waits, who is turned away; and what hosts do with those who wait (R8, LOB-1). */
import type { ParticipantId, Role } from '@saal/protocol';
import type { Deciding } from './deciding.ts';
import { hostsInside, successor } from './hand-over.ts';
import { isGuest, type Identity } from './identity.ts';
import { mayBeginAs, type Preset } from './invited.ts';
import { MAX_KNOCKS_AFTER_REFUSAL, MAX_PARTICIPANTS, MAX_WAITING } from './limits.ts';
import type { CommandOf } from './meeting-command.ts';
import { bypassesLobby, isHosted, isOwner, participantOf, peopleAt, type Comer, type Participant } from './meeting-state.ts';
import type { Refusal } from './refusal.ts';

/** Enter, come back, or knock. Doing it twice changes nothing. */
export function join(deciding: Deciding, { identity, resuming, isMember = false, preset }: CommandOf<'join'>): Refusal | undefined {
  // Who called once, and is no member any more, is one like all others.
  const owner = isOwner(deciding.state, identity.key) && (isMember || deciding.state.config.ofRoom !== true);
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
  const leads = owner || mayLead(deciding, identity, known, preset);
  const coHosts = mayBeginAs(preset, identity.key) && known?.mustWait !== true;
  // Who is of the room that a meeting belongs to goes past the lobby, whatever the settings say.
  const free = leads || coHosts || (isMember && known?.mustWait !== true);
  if ((leads || coHosts || isMember) && deciding.state.phase === 'not-begun')
    deciding.emit({ type: 'began', atMs: deciding.context.nowMs });
  return mayEnter(deciding, comer(identity, known, preset), known, free)
    ? enter(deciding, identity, known, { owner, leads: leads || (free && !coHosts && !isHosted(deciding.state)), preset })
    : knock(deciding, identity, known, preset);
}

/** Where not only its owner begins a meeting: with an account, past the lobby, while nobody else leads. */
function mayLead({ state }: Deciding, identity: Identity, known: Participant | undefined, preset: Preset | undefined): boolean {
  if (state.settings.mayBegin !== 'accounts' || isGuest(identity.key) || state.locked || isHosted(state)) return false;
  return bypassesLobby(state, comer(identity, known, preset));
}

function comer({ key }: Identity, known: Participant | undefined, preset: Preset | undefined): Comer {
  return { key, mustWait: known?.mustWait ?? false, preset };
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

/** @param free of the lobby, whatever the settings say */
function mayEnter(deciding: Deciding, who: Comer, known: Participant | undefined, free: boolean): boolean {
  const { state } = deciding;
  if (state.phase !== 'running') return false;
  if (free || known?.admitted) return true;
  return isHosted(state) && !state.locked && bypassesLobby(state, who);
}

function enter(
  deciding: Deciding,
  identity: Identity,
  known: Participant | undefined,
  { owner, leads, preset }: { owner: boolean; leads: boolean; preset: Preset | undefined },
): Refusal | undefined {
  const { state, context } = deciding;
  const limit = MAX_PARTICIPANTS[state.settings.size];
  if (!owner && peopleAt(state, 'in').length >= limit) return { code: 'meeting_full', details: { limit } };
  deciding.emit({
    type: 'entered',
    participantId: known?.id ?? context.newParticipantId(),
    identity: known?.admitted ? admittedAs(known, identity) : identity,
    role: leads ? 'host' : roleOf(known, preset),
    joinOrder: known?.joinOrder ?? state.nextJoinOrder,
    atMs: context.nowMs,
  });
  return undefined;
}

/** The invitation gives the first role; who was in before has the one a host left them with. */
function roleOf(known: Participant | undefined, preset: Preset | undefined): Role {
  return known && known.joinOrder !== null ? known.role : (preset?.role ?? 'participant');
}

function knock(deciding: Deciding, identity: Identity, known: Participant | undefined, preset: Preset | undefined): Refusal | undefined {
  if (known?.place === 'waiting') return undefined;
  const { state, context } = deciding;
  const limit = MAX_WAITING[state.settings.size];
  if (peopleAt(state, 'waiting').length >= limit) return { code: 'meeting_full', details: { limit } };
  const participantId = known?.id ?? context.newParticipantId();
  deciding.emit({ type: 'knocked', participantId, identity, atMs: context.nowMs, ...(preset && { preset }) });
  return undefined;
}

/** A guest keeps the name under which a host let them in; account holders appear as they are called now. */
function admittedAs(known: Participant, now: Identity): Identity {
  return now.key.startsWith('guest:') ? known.identity : now;
}

function keepIdentity(deciding: Deciding, known: Participant, now: Identity): void {
  const next = known.place === 'in' ? admittedAs(known, now) : now;
  const { name, pictureUrl, external } = known.identity;
  if (next.name === name && next.pictureUrl === pictureUrl && next.external === external) return;
  deciding.emit({ type: 'renamed', participantId: known.id, identity: next });
}

/** Lets in by itself who need not wait any more: the meeting began, a host came, the settings changed. */
export function openLobbyDoors(deciding: Deciding): void {
  if (deciding.state.phase !== 'running' || deciding.state.locked || !isHosted(deciding.state)) return;
  for (const waiting of peopleAt(deciding.state, 'waiting')) {
    if (bypassesLobby(deciding.state, comer(waiting.identity, waiting, waiting.preset)))
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

/** Out by the rules of the room, the owner too. They may knock. */
export function putOut(deciding: Deciding, { key }: CommandOf<'put-out'>): Refusal | undefined {
  const target = participantOf(deciding.state, key);
  if (!target || target.place === 'out') return undefined;
  deciding.emit({ type: 'removed', participantId: target.id, by: null, keepOut: false, atMs: deciding.context.nowMs });
  const next = target.role === 'host' && hostsInside(deciding.state) === 0 ? successor(deciding.state) : undefined;
  if (next) deciding.emit({ type: 'role-changed', participantId: next.id, role: 'host', by: null });
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
