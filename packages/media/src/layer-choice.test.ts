import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseLayer, layersOf } from './layer-choice.ts';

const three = layersOf([{ scaleResolutionDownBy: 4 }, { scaleResolutionDownBy: 2 }, { scaleResolutionDownBy: 1 }]);
const two = layersOf([{ scaleResolutionDownBy: 2 }, { scaleResolutionDownBy: 1 }]);

test('a seat gets the lowest layer, half a screen the middle one, the stage the full picture', () => {
  expect(chooseLayer(three, { widthPx: 240, heightPx: 135 })).toBe(0);
  expect(chooseLayer(three, { widthPx: 640, heightPx: 360 })).toBe(1);
  expect(chooseLayer(three, { widthPx: 1280, heightPx: 720 })).toBe(2);
  expect(chooseLayer(three, { widthPx: 3840, heightPx: 2160 })).toBe(2);
});

test('a camera of two layers has 180 and 360 lines', () => {
  expect(chooseLayer(two, { widthPx: 320, heightPx: 180 })).toBe(0);
  expect(chooseLayer(two, { widthPx: 640, heightPx: 360 })).toBe(1);
});

test('a single encoding has one layer, whatever the tile', () => {
  expect(layersOf([{}])).toHaveLength(1);
  expect(chooseLayer(layersOf([{}]), { widthPx: 1, heightPx: 1 })).toBe(0);
  expect(chooseLayer(layersOf([]), { widthPx: 4000, heightPx: 4000 })).toBe(0);
});

test('layers inside one scalable encoding are counted, layers of time are not', () => {
  expect(layersOf([{ scalabilityMode: 'L3T3_KEY' }]).map((layer) => layer.scale)).toEqual([4, 2, 1]);
  expect(layersOf([{ scalabilityMode: 'L1T3' }])).toHaveLength(1);
});

test('a larger tile never gets a lower layer, and an upright tile the same as a lying one', () => {
  const side = fc.integer({ min: 1, max: 8192 });
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 4 }), (widthPx, heightPx, factor) => {
      const layer = chooseLayer(three, { widthPx, heightPx });
      expect(chooseLayer(three, { widthPx: widthPx * factor, heightPx: heightPx * factor })).toBeGreaterThanOrEqual(layer);
      expect(chooseLayer(three, { widthPx: heightPx, heightPx: widthPx })).toBe(layer);
    }),
  );
});
