/** What somebody is in a room. */
import type { UserId } from './ids.ts';
import { member } from './json.ts';
import type { StateView } from './pdu.ts';

export const memberships = ['join', 'invite', 'knock', 'leave', 'ban'] as const;
export type Membership = (typeof memberships)[number];

export function isMembership(value: unknown): value is Membership {
  return memberships.some((membership) => membership === value);
}

/** Who was never there has left. */
export function membershipOf(state: StateView, userId: UserId | string): Membership {
  const membership = member(state.get('m.room.member', userId)?.content, 'membership');
  return isMembership(membership) ? membership : 'leave';
}
