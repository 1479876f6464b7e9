/** What somebody is in a room. */
import type { UserId } from './ids.ts';
import { member, type JsonObject } from './json.ts';
import type { StateView } from './pdu.ts';

export const memberships = ['join', 'invite', 'knock', 'leave', 'ban'] as const;
export type Membership = (typeof memberships)[number];

function isMembership(value: unknown): value is Membership {
  return memberships.some((membership) => membership === value);
}

/** What an `m.room.member` says; undefined: nothing that is understood. */
export function membershipIn(content: JsonObject | undefined): Membership | undefined {
  const membership = member(content, 'membership');
  return isMembership(membership) ? membership : undefined;
}

/** Who was never there has left. */
export function membershipOf(state: StateView, userId: UserId | string): Membership {
  return membershipIn(state.get('m.room.member', userId)?.content) ?? 'leave';
}
