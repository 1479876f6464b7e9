/** What refusals of `meeting.join` mean for the stay. */
import type { ErrorCode, GoneReason } from '@saal/protocol';

/** Answers to `meeting.join` after which it is tried again, since they say nothing about this person. */
export const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'not_ready',
  'internal',
  'rate_limited',
  'media_unavailable',
  'media_epoch_over',
]);
/** For somebody who was in, these are ends of the stay rather than failures to enter. */
export const endings: Partial<Record<ErrorCode, GoneReason>> = {
  meeting_ended: 'ended',
  removed_from_meeting: 'removed',
  refused_in_lobby: 'refused',
  replaced_by_other_connection: 'replaced',
};
