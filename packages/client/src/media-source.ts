import type { MediaSource } from '@saal/protocol';

export function isMediaSource(value: unknown): value is MediaSource {
  return value === 'microphone' || value === 'camera' || value === 'screen' || value === 'screen-audio';
}
