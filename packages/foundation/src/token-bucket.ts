import type { EpochMs } from '@saal/protocol';

export type BucketSize = { burst: number; perSecond: number };

/** Lets `burst` through at once and `perSecond` in the long run. */
export class TokenBucket {
  private readonly size: BucketSize;
  private tokens: number;
  private atMs: EpochMs;

  constructor(size: BucketSize, nowMs: EpochMs) {
    this.size = size;
    this.tokens = size.burst;
    this.atMs = nowMs;
  }

  /** Whether it is as a new one: nothing would be lost with it. */
  isFull(nowMs: EpochMs): boolean {
    return this.filled(nowMs) >= this.size.burst;
  }

  /** Takes one token. @returns 0 when it was there, else ms until the next */
  take(nowMs: EpochMs): number {
    this.tokens = this.filled(nowMs);
    this.atMs = nowMs;
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil(((1 - this.tokens) / this.size.perSecond) * 1000));
  }

  private filled(nowMs: EpochMs): number {
    const { burst, perSecond } = this.size;
    return Math.min(burst, this.tokens + (Math.max(0, nowMs - this.atMs) / 1000) * perSecond);
  }
}
