/** Giving and taking roles and single rights in the running meeting (R7, MOD-1). */
import type { Deciding } from './deciding.ts';
import { hostsInside } from './hand-over.ts';
import { isGuest } from './identity.ts';
import type { CommandOf } from './meeting-command.ts';
import type { Participant } from './meeting-state.ts';
import type { Refusal } from './refusal.ts';
import { compareRoles, hasRight } from './rights.ts';

/**
 * Hosts give every role (the host's own never to guests); others with `change-roles` move people below themselves to
 * roles below their own. Everybody who may change roles may step down, except the last host.
 */
export function setRole(deciding: Deciding, actor: Participant, { participantId, role }: CommandOf<'set-role'>): Refusal | undefined {
  const refusal = deciding.may(actor, 'change-roles');
  if (refusal) return refusal;
  const target = deciding.inside(participantId);
  if (!target) return { code: 'participant_not_found' };
  if (target.role === role) return undefined;
  if (role === 'host' && isGuest(target.identity.key)) return { code: 'not_allowed' };
  const steppingDown = target.id === actor.id && compareRoles(role, actor.role) < 0;
  const below = compareRoles(target.role, actor.role) < 0 && compareRoles(role, actor.role) < 0;
  if (actor.role !== 'host' && !below && !steppingDown) return { code: 'not_allowed' };
  if (target.role === 'host' && hostsInside(deciding.state) === 1) return { code: 'last_host' };
  deciding.emit({ type: 'role-changed', participantId, role, by: actor.id });
  lowerForbiddenHand(deciding, target);
  return undefined;
}

/** Nobody gives a right they do not have; hosts have all and lose none; only hosts touch co-hosts. */
export function setRight(
  deciding: Deciding,
  actor: Participant,
  { participantId, right, granted }: CommandOf<'set-right'>,
): Refusal | undefined {
  const refusal = deciding.may(actor, 'change-roles');
  if (refusal) return refusal;
  const target = deciding.inside(participantId);
  if (!target) return { code: 'participant_not_found' };
  if (target.role === 'host') return { code: 'not_allowed' };
  if (actor.role !== 'host' && compareRoles(target.role, actor.role) >= 0) return { code: 'not_allowed' };
  if (!hasRight(actor, right, deciding.state.settings)) return { code: 'not_allowed' };
  if ((target.single[right] ?? null) === granted) return undefined;
  deciding.emit({ type: 'right-changed', participantId, right, granted, by: actor.id });
  lowerForbiddenHand(deciding, target);
  return undefined;
}

function lowerForbiddenHand(deciding: Deciding, before: Participant): void {
  const now = deciding.inside(before.id);
  if (!now?.handRaisedAtMs || hasRight(now, 'raise-hand', deciding.state.settings)) return;
  deciding.emit({ type: 'hand-changed', participantId: now.id, raisedAtMs: null, by: null });
}
