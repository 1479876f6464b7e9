/** Sizes and times of a meeting. */
import type { Size } from '@saal/protocol';

/** The right to conduct is taken over after this when the holder cannot be asked whether it lives (its host is cut off). */
export const LEASE_MS = 15_000;
/** In the meeting at once, by size. The owner gets in above it. */
export const MAX_PARTICIPANTS: Readonly<Record<Size, number>> = { talk: 500, stage: 1_000, event: 3_000 };
/** In the lobby at once; the audience of an event waits there until it is opened. */
export const MAX_WAITING: Readonly<Record<Size, number>> = { talk: 200, stage: 500, event: 3_000 };
/** In one run, answered ones among them. */
export const MAX_QUESTIONS = 500;
/** Somebody refused may knock again this often in a run. */
export const MAX_KNOCKS_AFTER_REFUSAL = 3;
/** A meeting nobody is in ends after this. */
export const EMPTY_MEETING_ENDS_AFTER_MS = 10 * 60_000;
/** The meeting of a room, which is begun again by one press. */
export const EMPTY_CALL_ENDS_AFTER_MS = 5_000;
/** A lobby nobody waits in, of a meeting that never began, is forgotten after this. */
export const EMPTY_LOBBY_FORGOTTEN_AFTER_MS = 60_000;
/** So long after somebody last came in, another's meeting stays in their list. */
export const ATTENDANCE_KEPT_MS = 90 * 24 * 3600_000;
