import { TokenBucket, type BucketSize } from '@saal/foundation';
import type { Method } from '@saal/protocol';

/** Of all messages, before they are even read. */
const everything: BucketSize = { burst: 1_500, perSecond: 300 };
const general: BucketSize = { burst: 120, perSecond: 40 };
/** Refusals somebody may collect before the connection is closed. */
const refusals: BucketSize = { burst: 200, perSecond: 10 };

/** Methods with a measure of their own. Entering a large meeting starts hundreds of consumers at once. */
const ownMeasure: Partial<Record<Method, BucketSize>> = {
  'meeting.join': { burst: 10, perSecond: 1 },
  'meeting.react': { burst: 6, perSecond: 3 },
  'meeting.set-hand': { burst: 10, perSecond: 5 },
  'meeting.set-away': { burst: 10, perSecond: 2 },
  'meeting.set-backstage': { burst: 10, perSecond: 1 },
  'meeting.say-backstage': { burst: 10, perSecond: 1 },
  'meeting.people': { burst: 20, perSecond: 4 },
  'meeting.ask-question': { burst: 5, perSecond: 0.2 },
  'meeting.vote-question': { burst: 20, perSecond: 2 },
  'media.watch': { burst: 40, perSecond: 15 },
  'media.resume-consumer': { burst: 1_200, perSecond: 200 },
  'media.report-quality': { burst: 5, perSecond: 0.5 },
};

/** How much one connection may ask. */
export class RequestLimits {
  private readonly buckets = new Map<Method | 'general', TokenBucket>();
  private readonly messages: TokenBucket;
  private readonly refused: TokenBucket;

  constructor(nowMs: number) {
    this.messages = new TokenBucket(everything, nowMs);
    this.refused = new TokenBucket(refusals, nowMs);
  }

  /** False: so many messages that the connection has to go. */
  mayRead(nowMs: number): boolean {
    return this.messages.take(nowMs) === 0;
  }

  /** @returns 0 when it may, else ms until it may */
  take(method: Method, nowMs: number): number {
    const size = ownMeasure[method];
    const key = size ? method : 'general';
    const bucket = this.buckets.get(key) ?? new TokenBucket(size ?? general, nowMs);
    this.buckets.set(key, bucket);
    return bucket.take(nowMs);
  }

  /** Notes a refusal. False: it goes on and on, the connection has to go. */
  mayRefuse(nowMs: number): boolean {
    return this.refused.take(nowMs) === 0;
  }
}
