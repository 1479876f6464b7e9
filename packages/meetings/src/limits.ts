/** Sizes and times of a meeting. */

/** In the meeting at once. The owner gets in above it. */
export const MAX_PARTICIPANTS = 500;
/** In the lobby at once. */
export const MAX_WAITING = 200;
/** Somebody refused may knock again this often in a run. */
export const MAX_KNOCKS_AFTER_REFUSAL = 3;
/** A meeting nobody is in ends after this. */
export const EMPTY_MEETING_ENDS_AFTER_MS = 10 * 60_000;
/** A lobby nobody waits in, of a meeting that never began, is forgotten after this. */
export const EMPTY_LOBBY_FORGOTTEN_AFTER_MS = 60_000;
/** So long after somebody last came in, another's meeting stays in their list. */
export const ATTENDANCE_KEPT_MS = 90 * 24 * 3600_000;
