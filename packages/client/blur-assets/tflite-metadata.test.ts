import { expect, test } from 'vitest';
import { blurAssets, blurAssetNames } from './index.ts';
import { withNormalization } from './tflite-metadata.ts';

test('the model keeps its bytes and gains the metadata in front, aligned', async () => {
  const model = (await blurAssets()).get(blurAssetNames.model) ?? new Uint8Array();
  const view = new DataView(model.buffer, model.byteOffset, model.byteLength);
  const ascii = new TextDecoder('latin1').decode(model);
  expect(ascii.slice(4, 8)).toBe('TFL3');
  expect(ascii.indexOf('TFLITE_METADATA')).toBeLessThan(2048);
  const inner = ascii.indexOf('TFL3', 8) - 4;
  expect(inner % 16).toBe(0);
  // The new root's buffers are the old ones and one more.
  const root = view.getUint32(0, true);
  const vtable = root - view.getInt32(root, true);
  const at = root + view.getUint16(vtable + 4 + 2 * 4, true);
  const count = view.getUint32(at + view.getUint32(at, true), true);
  const oldRoot = inner + view.getUint32(inner, true);
  const oldVtable = oldRoot - view.getInt32(oldRoot, true);
  const oldAt = oldRoot + view.getUint16(oldVtable + 4 + 2 * 4, true);
  expect(count).toBe(view.getUint32(oldAt + view.getUint32(oldAt, true), true) + 1);
});

test('what is no model is refused', () => {
  expect(() => withNormalization(new Uint8Array(100))).toThrow(TypeError);
});
