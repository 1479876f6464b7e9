/** Who leads when the last host goes. */
import type { Role } from '@saal/protocol';
import { isGuest } from './identity.ts';
import { peopleAt, type MeetingState, type Participant } from './meeting-state.ts';

/** In this order, and never to the audience; guests never lead (MOD-1). */
const successionOrder: readonly Role[] = ['co-host', 'presenter', 'participant'];

/** The one who is in longest, of the highest role there is. Undefined: only guests and audience are left. */
export function successor(state: MeetingState): Participant | undefined {
  const candidates = peopleAt(state, 'in').filter(({ identity, role }) => !isGuest(identity.key) && successionOrder.includes(role));
  return candidates.sort(
    (a, b) =>
      successionOrder.indexOf(a.role) - successionOrder.indexOf(b.role) ||
      a.enteredAtMs - b.enteredAtMs ||
      (a.joinOrder ?? 0) - (b.joinOrder ?? 0),
  )[0];
}

export function hostsInside(state: MeetingState): number {
  return peopleAt(state, 'in').filter((participant) => participant.role === 'host').length;
}
