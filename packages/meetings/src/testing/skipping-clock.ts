import type { Clock } from '@saal/foundation';

/** The machine's clock, and time can be skipped: what falls due in between runs at once. */
export class SkippingClock implements Clock {
  private skippedMs = 0;
  private readonly timers = new Set<{ dueMs: number; run: () => void }>();

  now(): number {
    return Date.now() + this.skippedMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = {
      dueMs: this.now() + delayMs,
      run: () => {
        cancel();
        task();
      },
    };
    const real = setTimeout(timer.run, delayMs);
    const cancel = (): void => {
      clearTimeout(real);
      this.timers.delete(timer);
    };
    this.timers.add(timer);
    return cancel;
  }

  skip(ms: number): void {
    this.skippedMs += ms;
    const due = [...this.timers].filter(({ dueMs }) => dueMs <= this.now()).sort((a, b) => a.dueMs - b.dueMs);
    for (const timer of due) if (this.timers.has(timer)) timer.run();
  }
}
