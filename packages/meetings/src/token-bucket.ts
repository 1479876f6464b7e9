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

  /** Takes one token. @returns 0 when it was there, else ms until the next */
  take(nowMs: EpochMs): number {
    const { burst, perSecond } = this.size;
    this.tokens = Math.min(burst, this.tokens + (Math.max(0, nowMs - this.atMs) / 1000) * perSecond);
    this.atMs = nowMs;
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil(((1 - this.tokens) / perSecond) * 1000));
  }
}
