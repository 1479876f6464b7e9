/** How good connections are: once a minute, how many people are inside with which quality. Counted, not remembered: no meeting, nobody. */
import { every, type Clock } from '@saal/foundation/pure';
import type { ConnectionQuality } from '@saal/protocol';
import type { DayQuality, StatisticsStore } from './statistics.ts';

const EVERY_MS = 60_000;

export class QualityTally {
  readonly #stop: () => void;

  /**
   * @param o.qualities of everybody inside of a meeting of this server now; level 0 is not measured and not counted
   * @param o.failed the counts of that minute are lost
   */
  constructor(o: {
    store: Pick<StatisticsStore, 'addQuality'>;
    qualities: () => Iterable<ConnectionQuality>;
    clock: Clock;
    failed: (error: unknown) => void;
  }) {
    this.#stop = every(o.clock, EVERY_MS, () => {
      const counts = minutesOf(o.qualities());
      if (counts.length > 0) o.store.addQuality(Math.floor(o.clock.now() / 86_400_000), counts).catch(o.failed);
    });
  }

  close(): void {
    this.#stop();
  }
}

/** One minute for each. */
export function minutesOf(qualities: Iterable<ConnectionQuality>): DayQuality[] {
  const counts = new Map<string, DayQuality>();
  for (const { level, reason } of qualities) {
    if (level === 0) continue;
    const key = `${level} ${reason}`;
    counts.set(key, { level, reason, minutes: (counts.get(key)?.minutes ?? 0) + 1 });
  }
  return [...counts.values()];
}
