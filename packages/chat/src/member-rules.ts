/** Who may come, bring, leave and be put out (room version 11, "Authorization rules", 4). */
import { isUserId } from './ids.ts';
import { member } from './json.ts';
import { membershipIn, membershipOf } from './membership.ts';
import type { Pdu, StateView } from './pdu.ts';
import { PowerLevels } from './power-levels.ts';
import { eventIdOf } from './signing.ts';
import { allowed, forbidden, type Verdict } from './verdict.ts';

/** @param create the room's first event */
export function memberRules(event: Pdu, state: StateView, create: Pdu): Verdict {
  const membership = membershipIn(event.content);
  if (event.state_key === undefined || !membership) return forbidden('it says of nobody what they are'); // 4.1, 4.8
  if (!isUserId(event.state_key)) return forbidden('nobody has such a name');
  switch (membership) {
    case 'join':
      return joinRules(event, event.state_key, state, create);
    case 'invite':
      return inviteRules(event, event.state_key, state);
    case 'leave':
      return leaveRules(event, event.state_key, state);
    case 'ban':
      return banRules(event, event.state_key, state);
    case 'knock':
      return knockRules(event, event.state_key, state);
  }
}

function joinRules(event: Pdu, target: string, state: StateView, create: Pdu): Verdict {
  const [before, ...others] = event.prev_events;
  // 4.3.1: right after the room was made, by whoever made it. The hash last: it is asked only of them.
  if (target === create.sender && others.length === 0 && before === eventIdOf(create)) return allowed;
  if (event.sender !== target) return forbidden('nobody joins for somebody else'); // 4.3.2
  const membership = membershipOf(state, target);
  if (membership === 'ban') return forbidden('banned from the room'); // 4.3.3
  const isExpected = membership === 'invite' || membership === 'join';
  switch (joinRuleOf(state)) {
    case 'public':
      return allowed; // 4.3.6
    case 'invite':
    case 'knock':
      return isExpected ? allowed : forbidden('joining needs an invitation'); // 4.3.4
    case 'restricted':
    case 'knock_restricted':
      return isExpected ? allowed : authorised(event, state); // 4.3.5
    default:
      return forbidden('nobody joins this room'); // 4.3.7
  }
}

/** Somebody inside who may invite vouches that the conditions of the room are met. */
function authorised(event: Pdu, state: StateView): Verdict {
  const voucher = member(event.content, 'join_authorised_via_users_server');
  if (typeof voucher !== 'string' || !isUserId(voucher)) return forbidden('joining needs an invitation');
  if (membershipOf(state, voucher) !== 'join') return forbidden('who vouches is not in the room');
  return PowerLevels.of(state).may(voucher, 'invite') ? allowed : forbidden('who vouches may not invite');
}

/** 4.4. Invitations by e-mail address need an identity server, which there is none of: they are refused, not half checked. */
function inviteRules(event: Pdu, target: string, state: StateView): Verdict {
  // DEVIATION: authorization rules, 4.4.1 (third_party_invite): no identity server is served, so none of its signatures is valid here.
  if (member(event.content, 'third_party_invite') !== undefined) return forbidden('no identity server is trusted');
  if (membershipOf(state, event.sender) !== 'join') return forbidden('who invites is not in the room');
  const membership = membershipOf(state, target);
  if (membership === 'join') return forbidden('already in the room');
  if (membership === 'ban') return forbidden('banned from the room');
  return PowerLevels.of(state).may(event.sender, 'invite') ? allowed : forbidden('inviting needs more power');
}

/** 4.5. To leave, turn an invitation down, put somebody out, or lift a ban. */
function leaveRules(event: Pdu, target: string, state: StateView): Verdict {
  const membership = membershipOf(state, target);
  if (event.sender === target) {
    const isThere = membership === 'join' || membership === 'invite' || membership === 'knock';
    return isThere ? allowed : forbidden('not in the room');
  }
  if (membershipOf(state, event.sender) !== 'join') return forbidden('the sender is not in the room');
  const levels = PowerLevels.of(state);
  if (membership === 'ban' && !levels.may(event.sender, 'ban')) return forbidden('lifting a ban needs more power');
  return outranks(event, target, levels, 'kick');
}

/** 4.6 */
function banRules(event: Pdu, target: string, state: StateView): Verdict {
  if (membershipOf(state, event.sender) !== 'join') return forbidden('the sender is not in the room');
  return outranks(event, target, PowerLevels.of(state), 'ban');
}

/** 4.7 */
function knockRules(event: Pdu, target: string, state: StateView): Verdict {
  const rule = joinRuleOf(state);
  if (rule !== 'knock' && rule !== 'knock_restricted') return forbidden('the room does not take knocks');
  if (event.sender !== target) return forbidden('nobody knocks for somebody else');
  const membership = membershipOf(state, target);
  // Knocking again is allowed: it may bring another reason.
  return membership === 'leave' || membership === 'knock' ? allowed : forbidden('no need to knock, or banned');
}

function outranks(event: Pdu, target: string, levels: PowerLevels, action: 'ban' | 'kick'): Verdict {
  if (!isUserId(target)) return forbidden('nobody has such a name');
  const isStronger = levels.user(target) < levels.user(event.sender);
  return levels.may(event.sender, action) && isStronger ? allowed : forbidden(`it needs more power to ${action}`);
}

/** Without a word about it, joining needs an invitation. */
function joinRuleOf(state: StateView): string {
  const rule = member(state.get('m.room.join_rules', '')?.content, 'join_rule');
  return typeof rule === 'string' ? rule : 'invite';
}
