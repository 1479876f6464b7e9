import { expect, test } from 'vitest';
import { cameraEncodings, cameraLayerCount, microphoneOptions } from './encodings.ts';

test.each([
  [{ widthPx: 1280, heightPx: 720 }, 3],
  [{ widthPx: 960, heightPx: 540 }, 3],
  [{ widthPx: 540, heightPx: 960 }, 3],
  [{ widthPx: 640, heightPx: 360 }, 2],
  [{ widthPx: 360, heightPx: 640 }, 2],
  [{ widthPx: 310, heightPx: 180 }, 1],
  [{ widthPx: 0, heightPx: 0 }, 1],
])('a picture of %o is sent in %i layers', (size, layers) => {
  expect(cameraLayerCount(size)).toBe(layers);
  expect(cameraEncodings(size)).toHaveLength(layers);
});

test('the lowest layer comes first', () => {
  const scales = cameraEncodings({ widthPx: 1280, heightPx: 720 }).map(({ scaleResolutionDownBy }) => scaleResolutionDownBy);
  expect(scales).toEqual([4, 2, 1]);
});

test('speech sends no silence, music sends all', () => {
  expect(microphoneOptions(false)).toMatchObject({ opusDtx: true, opusFec: true, opusStereo: false });
  expect(microphoneOptions(true)).toMatchObject({ opusDtx: false, opusStereo: true, opusMaxAverageBitrate: 128_000 });
});
