import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, member, NotCanonical, type JsonValue } from './json.ts';

test.each<[JsonValue, string]>([
  [{}, '{}'],
  [{ one: 1, two: 'Two' }, '{"one":1,"two":"Two"}'],
  [{ b: '2', a: '1' }, '{"a":"1","b":"2"}'],
  [
    { auth: { success: true, mxid: '@john.doe:example.com', profile: { display_name: 'John Doe' } } },
    '{"auth":{"mxid":"@john.doe:example.com","profile":{"display_name":"John Doe"},"success":true}}',
  ],
  [{ a: '日本語' }, '{"a":"日本語"}'],
  [{ 本: 2, 日: 1 }, '{"日":1,"本":2}'],
  [{ a: -0, b: null, c: '\u0000\u001f"\\\n' }, '{"a":0,"b":null,"c":"\\u0000\\u001f\\"\\\\\\n"}'],
])('%j is written as the specification says (appendices, "Canonical JSON")', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('keys are ordered by code point, where UTF-16 orders otherwise', () => {
  expect(canonicalJson({ '\u{1F600}': 1, '\uFB01': 2 })).toBe('{"\uFB01":2,"\u{1F600}":1}');
});

test.each<[string, JsonValue]>([
  ['a fraction', { power: 0.5 }],
  ['more than 2^53', { depth: 2 ** 53 }],
  ['not a number', [Number.NaN]],
  ['half of a pair', ['\ud800']],
  ['half of a pair as a key', { '\udc00': 1 }],
])('%s stands in no event', (_what, value) => {
  expect(() => canonicalJson(value)).toThrow(NotCanonical);
});

test('nesting without end is refused, and does not end the process', () => {
  let nested: JsonValue = 1;
  for (let depth = 0; depth < 100_000; depth++) nested = [nested];
  expect(() => canonicalJson(nested)).toThrow(NotCanonical);
});

test('whatever is written is read back as it was, whatever the order of its keys', () => {
  const whole = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constant(null),
      fc.boolean(),
      whole,
      fc.string({ unit: 'binary' }),
      fc.array(tie('value')),
      fc.dictionary(fc.string({ unit: 'binary' }), tie('value')),
    ),
  }));
  fc.assert(
    fc.property(value, (given) => {
      const text = canonicalJson(given);
      expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(given)));
    }),
  );
});

test('a member is an own one: names of the language are none (C10)', () => {
  expect(member({}, 'constructor')).toBeUndefined();
  expect(member(JSON.parse('{"__proto__": {"membership": "join"}}') as Record<string, JsonValue>, 'membership')).toBeUndefined();
});
