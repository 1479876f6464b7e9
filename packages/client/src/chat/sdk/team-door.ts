/** Who comes into a team without being invited, as join rules of Matrix say it. */
import type { TeamDoor } from '../team-model.ts';

export const joinRules: Record<TeamDoor, string> = { closed: 'invite', ask: 'knock', open: 'public' };

export function doorOf(joinRule: unknown): TeamDoor {
  if (joinRule === 'public') return 'open';
  return joinRule === 'knock' || joinRule === 'knock_restricted' ? 'ask' : 'closed';
}
