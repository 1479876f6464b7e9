/**
 * The plain values of the protocol, without zod: a browser that only needs these does not load the schemas (32 kB gzip).
 * They are exported from where they belong (`wire.ts`, `errors.ts`, `rights.ts`) too.
 */
import type { QuestionState, QuestionView } from './large-meetings.ts';
import type { MeetingSettings } from './rights.ts';

/** Raised when a message changes its meaning; see docs/protocol/changes.md. */
export const WIRE_VERSION = 1;
/** Frames above this are refused with close code 1009. */
export const MAX_FRAME_BYTES = 64 * 1024;
/** A connection that is lost for longer than this has left the meeting. */
export const RESUME_WINDOW_MS = 30_000;
/** The server sends `ping` (WebSocket control frame) this often; two missed ones end the connection. */
export const PING_INTERVAL_MS = 5_000;

/** WebSocket close codes of our own, beside 1001 (server stops), 1009 (too large), 1013 (try again later). */
export const closeCodes = { badFrame: 4400, notAuthenticated: 4401, replaced: 4409, rateLimited: 4429 } as const;

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
  'account_links_refused', // the house makes no accounts by link, or others do
  'externals_refused', // the house lets in nobody of another one
  'policy_fixed', // `details.policies`: the operator's configuration decides
  'second_factor_needed', // `details`: what is left to do after the password (SecondStepView)
  'sign_in_expired', // the wait for the second step, or the journey to a provider of identities, is not open in this browser
  'factor_refused', // code or passkey wrong, used up or too old
  'fresh_proof_needed', // prove password or factor again (`/me/proof`)
  'app_password_needed', // programs, where the account has a second factor
  'link_invalid', // one-time link unknown, used or expired
  'sign_in_failed', // the provider refused, or its answer does not hold
  'sign_in_unavailable', // the provider cannot be reached
  'sign_in_no_account', // who it is is proven, and has no account here
  'sign_out_refused', // what a provider says of a session that is over does not hold
  'already_set_up',
  'email_taken',
  'password_too_weak',
  'picture_invalid',
  // other applications
  'api_key_invalid', // missing, unknown, revoked, expired, or its owner has no account any more
  'scope_missing', // `details.scope`
  'idempotency_key_reused', // with another body
  'webhook_address_bad', // `details.reason`: no_url, not_https, too_many
  // meetings
  'meeting_not_found',
  'meeting_or_passcode_wrong',
  'passcode_needed',
  'passcode_wrong',
  'guests_refused', // people without an account do not come into this meeting
  'planning_refused', // the house lets only its own people plan
  'not_registered', // `details.waiting`: on the waiting list
  'registration_closed',
  'preset_not_found',
  'reminders_locked',
  'setting_locked', // `details.settings`: names
  'not_a_delegate', // of whoever the meeting was to be planned for
  'person_not_found',
  'resource_not_found',
  'resource_taken', // `details.taken`: id, name and moment of each
  'resource_busy', // by the calendar of a room outside of here; details as above
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
  'stage_full', // `details.limit`
  'question_not_found',
  'too_many_questions', // `details.limit`
  'replaced_by_other_connection',
  // campaigns
  'campaign_not_found',
  'campaign_state_wrong', // `details.why`
  'applicant_file_bad', // `details.why`
  'panel_person_unknown', // `details.paths` of the plan
  'panel_not_free',
  // invitations
  'invitee_not_found',
  'too_many_invitees', // `details.limit`
  'address_taken', // somebody else of the meeting or campaign has it
  'personal_link_invalid', // unknown, withdrawn, replaced by a newer one, or the meeting is over
  'personal_link_in_use', // somebody is in the meeting with it in another browser
  // calendars
  'calendar_refused', // name or password of the calendar server
  'calendar_unavailable',
  // media
  'media_unavailable', // no worker can take it; retry after `details.retryAfterMs`
  'media_parameters_invalid',
  'media_object_not_found',
  'media_epoch_over', // the media room was rebuilt; wait for `media.reset`
  'too_many_streams',
] as const;

export const rights = [
  'speak', // send a microphone
  'show-camera',
  'share', // send a screen
  'chat',
  'raise-hand',
  'react',
  'admit', // see the lobby, admit, refuse, send back
  'mute-others', // mute, stop camera or share of others, ask to unmute, lower hands
  'remove',
  'change-roles', // and single rights
  'lock',
  'pin-for-all',
  'change-settings',
  'end',
] as const;

export const roles = ['host', 'co-host', 'presenter', 'participant', 'attendee'] as const;

/** Private by default: guests wait, microphones and cameras are off on entering. */
export const defaultSettings: MeetingSettings = {
  lobbyBypass: 'accounts',
  mayBegin: 'owner',
  maySpeak: 'everyone',
  mayShowCamera: 'everyone',
  mayShare: 'everyone',
  mayChat: 'everyone',
  chatUploads: true,
  mayUnmuteSelf: true,
  joinMuted: true,
  joinCameraOff: true,
  passcodeByLink: false,
  size: 'talk',
  stageSeats: 12,
  audienceVisible: false,
  questionsModerated: true,
  registration: 'off',
  registrationLimit: 500,
};

/** Booked for one meeting: a room and some things. */
export const MOST_RESOURCES = 5;

/** Above so many people a snapshot lists those on stage only, and presence is told every half second. */
export const LIST_ALL_UP_TO = 100;
export const PEOPLE_PER_PAGE = 50;
export const MAX_QUESTIONS_SHOWN = 100;
/** Not answered yet, of one person. */
export const MAX_OWN_QUESTIONS = 5;

const questionRank: Record<QuestionState, number> = { live: 0, pending: 1, open: 2, answered: 3, dismissed: 4 };
/** What is answered now, what waits for moderation, then by votes, then who asked first. */
export function questionOrder(one: QuestionView, other: QuestionView): number {
  return questionRank[one.state] - questionRank[other.state] || other.votes - one.votes || one.askedAtMs - other.askedAtMs;
}
