/** Roles as levels of Matrix. */
import type { RoomMember } from '../model.ts';

export const roleLevels: Record<RoomMember['role'], number> = { administrator: 100, moderator: 50, writer: 20, member: 0 };

/** @param writersAt the level that writing needs: where all may write nobody is called a writer */
export function roleOf(level: number, writersAt: number): RoomMember['role'] {
  if (level >= roleLevels.administrator) return 'administrator';
  if (level >= roleLevels.moderator) return 'moderator';
  return writersAt > 0 && level >= writersAt ? 'writer' : 'member';
}
