import type { Clock } from '@saal/foundation';

const TOLD_EVERY_MS = 1_000;

/** Counts reactions of a large meeting and tells the counts at most once a second. */
export class ReactionTally {
  private readonly clock: Clock;
  private readonly tell: (counts: Record<string, number>) => void;
  private counts: Record<string, number> = {};
  private cancel: (() => void) | undefined;

  constructor(clock: Clock, tell: (counts: Record<string, number>) => void) {
    this.clock = clock;
    this.tell = tell;
  }

  add(reaction: string): void {
    this.counts[reaction] = (this.counts[reaction] ?? 0) + 1;
    this.cancel ??= this.clock.after(TOLD_EVERY_MS, () => {
      const { counts } = this;
      this.counts = {};
      this.cancel = undefined;
      this.tell(counts);
    });
  }

  close(): void {
    this.cancel?.();
    this.cancel = undefined;
  }
}
