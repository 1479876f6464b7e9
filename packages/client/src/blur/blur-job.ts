import type { BlurUrls } from './person-blur.ts';

/** What the worker is given. Both streams are transferred to it. */
export interface BlurJob {
  urls: BlurUrls;
  from: ReadableStream<VideoFrame>;
  to: WritableStream<VideoFrame>;
}

export function isBlurJob(value: unknown): value is BlurJob {
  return (
    typeof value === 'object' &&
    value !== null &&
    'urls' in value &&
    'from' in value &&
    value.from instanceof ReadableStream &&
    'to' in value &&
    value.to instanceof WritableStream
  );
}
