import type { ErrorCode } from '@saal/protocol';

/** The one place that knows which status an error code has over HTTP. A missing code does not compile. */
const statusOf: Record<ErrorCode, number> = {
  bad_request: 400,
  unknown_method: 400,
  message_too_large: 413,
  rate_limited: 429,
  unsupported_wire_version: 400,
  forbidden_origin: 403,
  not_found: 404,
  conflict: 409,
  internal: 500,
  not_ready: 503,
  not_signed_in: 401,
  not_allowed: 403,
  wrong_credentials: 401,
  account_disabled: 403,
  link_invalid: 410,
  already_set_up: 409,
  email_taken: 409,
  password_too_weak: 422,
  picture_invalid: 422,
  meeting_not_found: 404,
  meeting_or_passcode_wrong: 404,
  passcode_needed: 403,
  passcode_wrong: 403,
  meeting_locked: 403,
  meeting_full: 409,
  meeting_ended: 410,
  removed_from_meeting: 403,
  refused_in_lobby: 403,
  name_needed: 422,
  not_a_participant: 403,
  not_admitted: 403,
  participant_not_found: 404,
  right_missing: 403,
  stage_full: 409,
  question_not_found: 404,
  too_many_questions: 429,
  last_host: 409,
  replaced_by_other_connection: 409,
  media_unavailable: 503,
  media_parameters_invalid: 400,
  media_object_not_found: 404,
  media_epoch_over: 409,
  too_many_streams: 409,
};

/** Status of an HTTP answer that carries this error. */
export function httpStatusOf(code: ErrorCode): number {
  return statusOf[code];
}
