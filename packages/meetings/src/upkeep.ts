/** What is forgotten or summed up by itself: once an hour, on every server, harmless when several do it at once. */
import { every, type Clock } from '@saal/foundation/pure';
import { ATTENDANCE_KEPT_MS } from './limits.ts';
import { ATTEMPTS_KEPT_MS } from './passcode-desk.ts';
import type { AttemptStore, AttendanceStore } from './ports.ts';
import type { Retention } from './retention.ts';
import type { StatisticsStore } from './statistics.ts';

const EVERY_MS = 3600_000;

/**
 * Begins at once.
 * @param o.failed the next hour tries again
 * @returns the function that stops it
 */
export function keepUp(o: {
  attempts: Pick<AttemptStore, 'forgetBefore'>;
  attendance: Pick<AttendanceStore, 'forgetBefore'>;
  statistics: Pick<StatisticsStore, 'fold'>;
  retention: Retention;
  clock: Clock;
  failed: (error: unknown) => void;
}): () => void {
  const work = (): void => {
    const nowMs = o.clock.now();
    Promise.all([
      o.attempts.forgetBefore(nowMs - ATTEMPTS_KEPT_MS),
      o.attendance.forgetBefore(nowMs - ATTENDANCE_KEPT_MS),
      o.statistics.fold(nowMs),
      o.retention.deleteOutdated(),
    ]).catch(o.failed);
  };
  work();
  return every(o.clock, EVERY_MS, work);
}
