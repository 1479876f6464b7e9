import { expect, test } from 'vitest';
import { problemOf } from './problems.ts';

const thrown = (name: string, message = '') => new DOMException(message, name);

test.each([
  [thrown('NotAllowedError', 'Permission denied'), 'denied'],
  [thrown('NotAllowedError', 'Permission dismissed'), 'dismissed'],
  [thrown('NotAllowedError', 'Permission denied by system'), 'system-denied'],
  [thrown('NotFoundError', 'Requested device not found'), 'none-found'],
  [thrown('OverconstrainedError'), 'none-found'],
  [thrown('NotReadableError', 'Could not start video source'), 'in-use'],
  [thrown('AbortError'), 'in-use'],
  [new TypeError('boom'), 'failed'],
  ['anything', 'failed'],
])('%s is told as %s', (error, problem) => {
  expect(problemOf(error, true)).toBe(problem);
});

test('on a page without TLS every refusal is told as that', () => {
  expect(problemOf(thrown('NotAllowedError'), false)).toBe('insecure-page');
  expect(problemOf(new TypeError('getUserMedia of undefined'), false)).toBe('insecure-page');
});
