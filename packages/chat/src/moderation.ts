/** Which events are acts of power over others: written down for administrators. Pure. */
import type { UserId } from './ids.ts';
import { member } from './json.ts';
import { membershipIn } from './membership.ts';
import type { Pdu } from './pdu.ts';

export type ModerationAction = 'kick' | 'ban' | 'redact' | 'power-levels' | 'room-replaced';

export interface ModerationAct {
  action: ModerationAction;
  subject: string | undefined;
}

/** @param redactedSender of whom the event is that this one takes back */
export function moderationAct(pdu: Pdu, redactedSender: UserId | undefined): ModerationAct | undefined {
  switch (pdu.type) {
    case 'm.room.member': {
      if (pdu.state_key === pdu.sender) return undefined;
      const membership = membershipIn(pdu.content);
      if (membership === 'ban') return { action: 'ban', subject: pdu.state_key };
      // Also a ban that is lifted, and an invitation taken back.
      return membership === 'leave' ? { action: 'kick', subject: pdu.state_key } : undefined;
    }
    case 'm.room.redaction':
      if (redactedSender === undefined || redactedSender === pdu.sender) return undefined;
      return { action: 'redact', subject: redactedSender };
    case 'm.room.power_levels':
      // The levels that a room begins with change nobody's.
      return pdu.depth > 3 ? { action: 'power-levels', subject: undefined } : undefined;
    case 'm.room.tombstone': {
      const next = member(pdu.content, 'replacement_room');
      return { action: 'room-replaced', subject: typeof next === 'string' ? next : undefined };
    }
    default:
      return undefined;
  }
}
