import type { Clock } from '../clock.ts';

type Timer = { dueMs: number; task: () => void };

/** A clock that stands still until a test moves it. Timers run in the order they fall due, inside `advance`. */
export class FakeClock implements Clock {
  private nowMs: number;
  private timers: Timer[] = [];

  /** @param startMs epoch milliseconds it begins at; default 2026-03-02T09:00Z */
  constructor(startMs = Date.UTC(2026, 2, 2, 9)) {
    this.nowMs = startMs;
  }

  now(): number {
    return this.nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer: Timer = { dueMs: this.nowMs + delayMs, task };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Moves time forward by `byMs`; what falls due on the way runs at its own time. */
  advance(byMs: number): void {
    const untilMs = this.nowMs + byMs;
    for (;;) {
      const next = this.timers.filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.task();
    }
    this.nowMs = untilMs;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.timers.length;
  }
}
