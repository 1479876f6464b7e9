import { expect, test } from 'vitest';
import { afterError, afterOf, wayOn } from './after.ts';

test('every way out of a meeting has its page and its way on', () => {
  expect(afterOf({ phase: 'gone', reason: 'left' })).toMatchObject({ kind: 'left' });
  expect(afterOf({ phase: 'gone', reason: 'removed', byName: 'Alice' })).toEqual({ kind: 'removed', byName: 'Alice' });
  expect(wayOn('left')).toBe('rejoin');
  expect(wayOn('replaced')).toBe('here');
  expect(wayOn('removed')).toBe('none');
});

test('a wrong passcode leads back to the form, a locked meeting to its page, the unknown names its code', () => {
  expect(afterOf({ phase: 'failed', error: { code: 'passcode_wrong', message: '' } })).toBeUndefined();
  expect(afterOf({ phase: 'failed', error: { code: 'meeting_locked', message: '' } })).toEqual({ kind: 'locked' });
  expect(afterError({ code: 'internal', message: '' })).toEqual({ kind: 'failed', code: 'internal' });
});
