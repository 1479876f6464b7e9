import type { MediaSource } from '@saal/protocol';
import { TooManyStreams } from './errors.ts';

/** How many streams of each source one device sends at the same time; a share counts by its `shareId`. */
export const streamLimits: Record<MediaSource, number> = { microphone: 1, camera: 1, screen: 3, 'screen-audio': 3 };

export interface StreamSlot {
  source: MediaSource;
  shareId?: string | undefined;
}

/**
 * Refuses a stream beyond the limit of its source, and a second picture (or sound) of the same share.
 * @param sent what the device sends already
 * @throws {TooManyStreams}
 */
export function checkStreamLimit(sent: readonly StreamSlot[], wanted: StreamSlot): void {
  const same = sent.filter((stream) => stream.source === wanted.source);
  if (same.length >= streamLimits[wanted.source]) throw new TooManyStreams(wanted.source, streamLimits[wanted.source]);
  if (same.some((stream) => stream.shareId === wanted.shareId)) throw new TooManyStreams(`${wanted.source} of one share`, 1);
}

/** Whether a source is sound or picture. */
export function kindOf(source: MediaSource): 'audio' | 'video' {
  return source === 'microphone' || source === 'screen-audio' ? 'audio' : 'video';
}
