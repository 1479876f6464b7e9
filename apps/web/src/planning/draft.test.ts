import { expect, test } from 'vitest';
import { newDraft, problemsOf } from './draft.ts';

const nowMs = Date.parse('2026-11-23T12:00Z');
const draft = newDraft(nowMs, 'Europe/Berlin');

test('a new meeting is an hour in the next half hour, and needs nothing else', () => {
  expect(draft).toMatchObject({ when: { date: '2026-11-23', time: '13:30' }, durationMin: 60 });
  expect(problemsOf(draft, nowMs, { withTime: true })).toEqual({});
});

test('what is over cannot be planned; the field that is wrong is named', () => {
  expect(problemsOf({ ...draft, when: { date: '2026-11-22', time: '20:00' } }, nowMs, { withTime: true })).toEqual({ date: 'past' });
  expect(problemsOf({ ...draft, when: { date: '2026-11-23', time: '08:00' } }, nowMs, { withTime: true })).toEqual({ time: 'past' });
  expect(problemsOf({ ...draft, when: { date: '', time: '08:00' } }, nowMs, { withTime: true })).toEqual({ date: 'dateWrong' });
});

test('the settings of a meeting that is over can still be changed', () => {
  const before = { ...draft, passcode: '123456', when: { date: '2026-11-20', time: '08:00' } };
  expect(problemsOf({ ...before, title: 'Neu' }, nowMs, { withTime: true, before })).toEqual({});
});

test('a changed meeting keeps a passcode of 6 to 12 digits', () => {
  const before = { ...draft, passcode: '123456' };
  expect(problemsOf({ ...before, passcode: '12345' }, nowMs, { withTime: false, before })).toEqual({ passcode: 'passcodeWrong' });
});
