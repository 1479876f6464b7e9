/**
 * Every error that crosses the wire has one of these codes. They are stable: a client translates by code
 * (`error.<code>` in its catalogues), and a code is never given a second meaning.
 */
import { z } from 'zod';

export const errorCodes = [
  // asking
  'bad_request', // the message does not fit its schema; `details.path` names the field
  'unknown_method',
  'message_too_large',
  'rate_limited', // `details.retryAfterMs`
  'unsupported_wire_version',
  'forbidden_origin',
  'not_found',
  'conflict',
  'internal', // a fault of ours; `details.incident` is in the log
  'not_ready', // starting, stopping, or the database is away
  // accounts
  'not_signed_in',
  'not_allowed',
  'wrong_credentials',
  'account_disabled',
  'link_invalid', // one-time link unknown, used or expired
  'already_set_up',
  'email_taken',
  'password_too_weak',
  'picture_invalid',
  // meetings
  'meeting_not_found',
  'meeting_or_passcode_wrong',
  'passcode_needed',
  'passcode_wrong',
  'meeting_locked',
  'meeting_full',
  'meeting_ended',
  'removed_from_meeting',
  'refused_in_lobby',
  'name_needed',
  'not_a_participant',
  'not_admitted',
  'participant_not_found',
  'right_missing', // `details.right`
  'last_host',
  'replaced_by_other_connection',
  // media
  'media_unavailable', // no worker can take it; retry after `details.retryAfterMs`
  'media_parameters_invalid',
  'media_object_not_found',
  'media_epoch_over', // the media room was rebuilt; wait for `media.reset`
  'too_many_streams',
] as const;

export const ErrorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof ErrorCode>;

export const WireError = z.object({
  code: ErrorCode,
  /** English, for logs and developers; people read the translation of the code. */
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type WireError = z.infer<typeof WireError>;
