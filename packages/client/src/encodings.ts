/** How the own sound and picture are encoded. Pure. Sizes and layers that Chromium accepts: see README, "Layers". */
import type { ProducerCodecOptions, RtpEncodingParameters } from 'mediasoup-client/types';

export interface CaptureSize {
  widthPx: number;
  heightPx: number;
}

/** Up from 960x540 three layers, from 480x270 two (Chromium sends no more at these sizes), below one. Portrait counts the same. */
export function cameraLayerCount({ widthPx, heightPx }: CaptureSize): 1 | 2 | 3 {
  const area = widthPx * heightPx;
  if (area >= 960 * 540) return 3;
  return area >= 480 * 270 ? 2 : 1;
}

/** Lowest layer first. Rates suit VP8 at 30 fps: 180p, 360p, 720p. */
export function cameraEncodings(size: CaptureSize): RtpEncodingParameters[] {
  switch (cameraLayerCount(size)) {
    case 3:
      return [
        { scaleResolutionDownBy: 4, maxBitrate: 100_000, scalabilityMode: 'L1T3' },
        { scaleResolutionDownBy: 2, maxBitrate: 300_000, scalabilityMode: 'L1T3' },
        { scaleResolutionDownBy: 1, maxBitrate: 1_200_000, scalabilityMode: 'L1T3' },
      ];
    case 2:
      return [
        { scaleResolutionDownBy: 2, maxBitrate: 100_000, scalabilityMode: 'L1T3' },
        { scaleResolutionDownBy: 1, maxBitrate: 500_000, scalabilityMode: 'L1T3' },
      ];
    case 1:
      return [{ maxBitrate: 200_000, scalabilityMode: 'L1T3' }];
  }
}

/** One layer: text must stay sharp, and a blurred second one would be of use to nobody. */
export function screenEncodings(): RtpEncodingParameters[] {
  return [{ maxBitrate: 2_500_000, maxFramerate: 30, scalabilityMode: 'L1T3' }];
}

/** Speech: one channel, silence is not sent. Music: two channels, all of it, 128 kbit/s. */
export function microphoneOptions(musicMode: boolean): ProducerCodecOptions {
  return musicMode
    ? { opusStereo: true, opusFec: true, opusDtx: false, opusMaxAverageBitrate: 128_000, opusMaxPlaybackRate: 48_000 }
    : { opusStereo: false, opusFec: true, opusDtx: true, opusMaxAverageBitrate: 32_000 };
}

/** What a computer plays is music more often than not. */
export function screenSoundOptions(): ProducerCodecOptions {
  return { opusStereo: true, opusFec: true, opusDtx: false, opusMaxAverageBitrate: 96_000 };
}
