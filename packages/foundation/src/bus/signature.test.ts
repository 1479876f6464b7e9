import { expect, test } from 'vitest';
import { signed, verified } from './signature.ts';

const secret = 'the secret of this cluster, 32 characters';
const message = signed(secret, 'saal.a', 1_000_000, '{"a":"ü\\n"}');

test('a message proves its sender, and comes out as it went in', () => {
  expect(verified(secret, 'saal.a', 1_029_999, message)).toBe('{"a":"ü\\n"}');
});

test.each([
  ['another secret', 'the secret of that cluster, 32 characters', 'saal.a', 1_000_000, message],
  ['another subject', secret, 'saal.b', 1_000_000, message],
  ['too late', secret, 'saal.a', 1_030_001, message],
  ['from the future', secret, 'saal.a', 969_999, message],
  ['another body', secret, 'saal.a', 1_000_000, message.replace('"a"', '"b"')],
  ['another time', secret, 'saal.a', 1_000_000, message.replace('1000000', '1000001')],
  ['no proof', secret, 'saal.a', 1_000_000, '{"a":1}'],
  ['an empty proof', secret, 'saal.a', 1_000_000, '1000000 \n{"a":1}'],
  ['nothing', secret, 'saal.a', 1_000_000, ''],
])('%s is refused', (_what, ownSecret, subject, nowMs, text) => {
  expect(verified(ownSecret, subject, nowMs, text)).toBeUndefined();
});
