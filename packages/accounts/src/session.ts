/** A sign-in of one browser. Pure. */
import type { EpochMs, HousePolicies, PersonId } from '@saal/protocol';

export type Session = {
  id: string;
  personId: PersonId;
  /** Browser and system in words, for the list of one's own sessions. */
  agent: string;
  createdAtMs: EpochMs;
  lastSeenAtMs: EpochMs;
};

/** The longest that a session may be unused, whatever the house decides: cookies last no longer. */
export const SESSION_IDLE_MS = 30 * 24 * 60 * 60_000;
const hourMs = 60 * 60_000;
/** The time of last use is stored no finer than this. */
const SEEN_EVERY_MS = 60_000;
/** Of one person; a further one ends the one unused for longest. */
export const MAX_SESSIONS = 50;

/** Sessions last used, or begun, at these times or earlier are over. */
export type SessionEnds = { usedByMs: EpochMs; begunByMs: EpochMs };

/** As the house decides (`sessionIdleHours`, `sessionMostHours`). */
export function sessionEnds(
  { sessionIdleHours, sessionMostHours }: Pick<HousePolicies, 'sessionIdleHours' | 'sessionMostHours'>,
  nowMs: EpochMs,
): SessionEnds {
  return {
    usedByMs: nowMs - Math.min(sessionIdleHours * hourMs, SESSION_IDLE_MS),
    begunByMs: sessionMostHours === 0 ? -1 : nowMs - sessionMostHours * hourMs,
  };
}

export function isOver({ lastSeenAtMs, createdAtMs }: Session, { usedByMs, begunByMs }: SessionEnds): boolean {
  return lastSeenAtMs <= usedByMs || createdAtMs <= begunByMs;
}

export function shouldNoteUse(session: Session, nowMs: EpochMs): boolean {
  return nowMs - session.lastSeenAtMs >= SEEN_EVERY_MS;
}

// Order matters: Edge and Opera also call themselves Chrome, Chrome also calls itself Safari.
const browsers: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Edge', /\bEdgA?\/(\d{1,4})/],
  ['Opera', /\bOPR\/(\d{1,4})/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d{1,4})/],
  ['Chrome', /\b(?:Headless)?(?:Chrome|CriOS)\/(\d{1,4})/],
  ['Safari', /\bVersion\/(\d{1,4})[\d.]* .*\bSafari\//],
];
const systems: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['iOS', /\b(?:iPhone|iPad|iPod)\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac(?:intosh| OS X)\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
];

/**
 * Browser and system of a User-Agent header, such as "Firefox 140, Linux". Only what was recognised is kept:
 * enough to tell one's own devices apart, no fingerprint, and nothing a stranger could inject (C11).
 */
export function describeAgent(userAgent: string | undefined): string {
  const header = (userAgent ?? '').slice(0, 512);
  const browser = browsers.flatMap(([name, pattern]) => {
    const version = pattern.exec(header)?.[1];
    return version === undefined ? [] : [`${name} ${version}`];
  })[0];
  const system = systems.find(([, pattern]) => pattern.test(header))?.[0];
  return [browser, system].filter((part) => part !== undefined).join(', ') || '?';
}
