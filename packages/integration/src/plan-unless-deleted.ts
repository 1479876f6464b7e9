import type { PersonId } from '@saal/protocol';
import type { MeetingPlans, PlannedMeeting } from './ports.ts';

/** @returns undefined: its owner deleted it without the application */
export async function planUnlessDeleted(
  plans: Pick<MeetingPlans, 'planOf'>,
  ownerId: PersonId,
  id: string,
): Promise<PlannedMeeting | undefined> {
  try {
    return await plans.planOf(ownerId, id);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'meeting_not_found') return undefined;
    throw error;
  }
}
