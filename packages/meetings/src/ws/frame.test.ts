import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFrame } from './frame.ts';

test('C10: whatever text comes, the answer is a value and Object stays clean', () => {
  const nasty = fc.constantFrom('__proto__', 'constructor', 'prototype', 'id', 'k', 'method', 'data', 'toString');
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.double(),
      fc.constant(null),
      fc.array(tie('any')),
      fc.dictionary(nasty, tie('any')),
    ),
  })).any;
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        value.map((one) => JSON.stringify(one)),
        fc.constantFrom('{"__proto__":{"x":1}}', '{"k":"req","id":1e308,"method":"a"}'),
      ),
      (text) => {
        readFrame(text);
        expect('x' in {}).toBe(false);
      },
    ),
  );
});

test('C10: ten thousand levels of nesting and forbidden keys are refused to whom they came from', () => {
  const deep = `{"k":"req","id":7,"method":"meeting.leave","data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
  expect(readFrame(deep)).toEqual({ ok: false, problem: 'nested too deeply', id: 7 });
  expect(readFrame('{"k":"req","id":8,"method":"meeting.leave","data":{"__proto__":{"x":1}}}')).toEqual({
    ok: false,
    problem: 'forbidden key',
    id: 8,
  });
  expect(readFrame('{"k":"req","id":8,"method":"meeting.leave","data":{"\\u005f_proto__":{"x":1}}}')).toMatchObject({ ok: false });
  expect(readFrame('{"k":"req","id":99999999999,"method":"meeting.leave","data":{}}')).toMatchObject({ ok: false, id: undefined });
});
