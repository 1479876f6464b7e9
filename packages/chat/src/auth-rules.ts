/**
 * Whether an event is allowed by the state before it (room version 11, "Authorization rules"). Pure: signatures and hashes are
 * checked by whoever takes an event in. Numbers in comments are those of the specification.
 */
import { isRoomId, isUserId, serverOf } from './ids.ts';
import { isObject, member } from './json.ts';
import { memberRules } from './member-rules.ts';
import { membershipOf } from './membership.ts';
import type { Pdu, StateKey, StateView } from './pdu.ts';
import { powerLevelRules } from './power-level-rules.ts';
import { PowerLevels } from './power-levels.ts';
import type { Verdict } from './verdict.ts';
import { allowed, forbidden } from './verdict.ts';

export const ROOM_VERSION = '11';

/** The state an event must name in `auth_events` (server-server API, "Auth events selection"). */
export function authSelection(event: Pick<Pdu, 'type' | 'state_key' | 'sender' | 'content'>): StateKey[] {
  if (event.type === 'm.room.create') return [];
  const selected: StateKey[] = [
    ['m.room.create', ''],
    ['m.room.power_levels', ''],
    ['m.room.member', event.sender],
  ];
  if (event.type === 'm.room.member' && event.state_key !== undefined) {
    const membership = member(event.content, 'membership');
    if (event.state_key !== event.sender) selected.push(['m.room.member', event.state_key]);
    if (membership === 'join' || membership === 'invite' || membership === 'knock') selected.push(['m.room.join_rules', '']);
    const authoriser = member(event.content, 'join_authorised_via_users_server');
    if (membership === 'join' && typeof authoriser === 'string' && !selected.some(([, key]) => key === authoriser))
      selected.push(['m.room.member', authoriser]);
    const token = invitationToken(event.content);
    if (membership === 'invite' && token !== undefined) selected.push(['m.room.third_party_invite', token]);
  }
  return selected;
}

function invitationToken(content: Pdu['content']): string | undefined {
  const invite = member(content, 'third_party_invite');
  const signed = isObject(invite) ? member(invite, 'signed') : undefined;
  const token = isObject(signed) ? member(signed, 'token') : undefined;
  return typeof token === 'string' ? token : undefined;
}

/** @param state before the event: what `authSelection` names, or the whole of the room */
export function authorize(event: Pdu, state: StateView): Verdict {
  if (event.type === 'm.room.create') return createRules(event);
  const create = state.get('m.room.create', '');
  if (!create) return forbidden('the room was never made'); // 2.4
  if (create.room_id !== event.room_id) return forbidden('an event of another room');
  const isLocalOnly = member(create.content, 'm.federate') === false;
  if (isLocalOnly && serverOf(event.sender) !== serverOf(create.sender)) return forbidden('the room is not open to other servers'); // 3
  if (event.type === 'm.room.member') return memberRules(event, state, create); // 4
  if (membershipOf(state, event.sender) !== 'join') return forbidden('the sender is not in the room'); // 5
  const levels = PowerLevels.of(state);
  if (event.type === 'm.room.third_party_invite') {
    return levels.may(event.sender, 'invite') ? allowed : forbidden('inviting needs more power'); // 6
  }
  const isState = event.state_key !== undefined;
  if (levels.event(event.type, isState) > levels.user(event.sender)) return forbidden(`${event.type} needs more power`); // 7
  if (event.state_key?.startsWith('@') === true && event.state_key !== event.sender)
    return forbidden('this state belongs to somebody else'); // 8
  return event.type === 'm.room.power_levels' ? powerLevelRules(event, state) : allowed; // 9, 10
}

/** 1. The first event of a room. */
function createRules(event: Pdu): Verdict {
  if (event.prev_events.length > 0) return forbidden('a room begins with being made');
  if (event.state_key !== '') return forbidden('it is state with an empty key');
  if (!isRoomId(event.room_id) || !isUserId(event.sender)) return forbidden('malformed ids');
  if (serverOf(event.room_id) !== serverOf(event.sender)) return forbidden('the room bears the name of another server');
  const version = member(event.content, 'room_version') ?? '1';
  return version === ROOM_VERSION ? allowed : forbidden('a room of another version');
}

/** Whether somebody may redact an event: their own, or with power over others' (room version 3 and later: asked when it is applied). */
export function mayRedact(sender: Pdu['sender'], target: Pick<Pdu, 'sender'>, state: StateView): boolean {
  return sender === target.sender || PowerLevels.of(state).may(sender, 'redact');
}
