/** Why the rules say no: an expected outcome, so a value and not an exception. */
import type { ErrorCode, Right } from '@saal/protocol';

export type Refusal = {
  code: Extract<
    ErrorCode,
    | 'not_allowed'
    | 'meeting_locked'
    | 'meeting_full'
    | 'meeting_ended'
    | 'removed_from_meeting'
    | 'refused_in_lobby'
    | 'not_a_participant'
    | 'participant_not_found'
    | 'right_missing'
    | 'setting_locked'
    | 'last_host'
    | 'stage_full'
    | 'question_not_found'
    | 'too_many_questions'
  >;
  details?: Record<string, unknown>;
};

export function rightMissing(right: Right): Refusal {
  return { code: 'right_missing', details: { right } };
}
