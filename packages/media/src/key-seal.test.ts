import { expect, test } from 'vitest';
import { KeySeal } from './key-seal.ts';

const seal = new KeySeal('the secret of this cluster, 32 characters');
const text = '{"keyBase64":"YUtleU9mQW5TcnRwUGlwZSwgbm90IGEgcmVhbCBvbmU="}';

test('who holds the secret reads what was sealed', () => {
  expect(new KeySeal('the secret of this cluster, 32 characters').open(seal.seal(text, 'alice'), 'alice')).toBe(text);
});

test('what is sealed shows nothing of the text, and never looks the same twice', () => {
  const [first, second] = [seal.seal(text, 'alice'), seal.seal(text, 'alice')];
  expect(first).not.toBe(second);
  expect(Buffer.from(first, 'base64url').includes('keyBase64')).toBe(false);
});

test('with another secret, for something else, changed or cut it does not open', () => {
  const sealed = seal.seal(text, 'alice');
  expect(() => new KeySeal('another secret, as long as the first one').open(sealed, 'alice')).toThrow();
  expect(() => seal.open(sealed, 'bob')).toThrow();
  const bytes = Buffer.from(sealed, 'base64url');
  for (const at of [0, 12, 28, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8((changed.readUInt8(at) + 1) % 256, at);
    expect(() => seal.open(changed.toString('base64url'), 'alice')).toThrow();
  }
  for (const length of [0, 11, 20, bytes.length - 1]) {
    expect(() => seal.open(bytes.subarray(0, length).toString('base64url'), 'alice')).toThrow();
  }
});
