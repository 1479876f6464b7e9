/** Which page follows a meeting that was left, or that one did not get into. */
import type { MeetingSessionState } from '@saal/client';
import type { ErrorCode, GoneReason, WireError } from '@saal/protocol';

export type AfterKind =
  'left' | 'removed' | 'refused' | 'ended' | 'replaced' | 'full' | 'locked' | 'notFound' | 'brokenLink' | 'unreachable' | 'failed';
export type After = { kind: AfterKind; byName?: string; code?: string };

/** The way on that a page offers first. */
export type WayOn = 'rejoin' | 'again' | 'here' | 'none';

const ofReason: Record<GoneReason, AfterKind> = {
  left: 'left',
  removed: 'removed',
  refused: 'refused',
  ended: 'ended',
  replaced: 'replaced',
  'sent-back': 'left',
};

const ofCode: Partial<Record<ErrorCode, AfterKind>> = {
  meeting_locked: 'locked',
  meeting_full: 'full',
  meeting_ended: 'ended',
  removed_from_meeting: 'removed',
  refused_in_lobby: 'refused',
  meeting_not_found: 'notFound',
  not_found: 'notFound',
  bad_request: 'brokenLink',
  replaced_by_other_connection: 'replaced',
  not_ready: 'unreachable',
};

/** These bring one back to the form, with the field to correct. */
export const formCodes: readonly ErrorCode[] = ['passcode_needed', 'passcode_wrong', 'meeting_or_passcode_wrong', 'name_needed'];

export function afterError(error: WireError): After {
  const kind = ofCode[error.code] ?? 'failed';
  return kind === 'failed' ? { kind, code: error.code } : { kind };
}

/** The page for a session that is over; undefined while it goes on, or when only the form has to be corrected. */
export function afterOf(state: MeetingSessionState): After | undefined {
  if (state.phase === 'gone') return { kind: ofReason[state.reason], byName: state.byName };
  if (state.phase === 'failed' && !formCodes.includes(state.error.code)) return afterError(state.error);
  return undefined;
}

export function wayOn(kind: AfterKind): WayOn {
  switch (kind) {
    case 'left':
      return 'rejoin';
    case 'replaced':
      return 'here';
    case 'full':
    case 'locked':
    case 'unreachable':
    case 'failed':
      return 'again';
    case 'removed':
    case 'refused':
    case 'ended':
    case 'notFound':
    case 'brokenLink':
      return 'none';
  }
}
