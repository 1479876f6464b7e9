import { expect, test } from 'vitest';
import { newDraft } from './draft.ts';
import { slotsOf } from './slots.ts';

const nowMs = Date.parse('2026-11-23T12:00Z');
const draft = { ...newDraft(nowMs, 'Europe/Berlin'), when: { date: '2026-12-01', time: '10:00' }, durationMin: 90 };
const at = (time: string) => Date.parse(time);

test('a meeting that takes place once has one time, a series one for each of its dates', () => {
  expect(slotsOf(draft, undefined, nowMs)).toEqual([{ fromMs: at('2026-12-01T09:00Z'), toMs: at('2026-12-01T10:30Z') }]);
  const weekly = { ...draft, repeat: { ...draft.repeat, every: 'week' as const, count: 3 } };
  expect(slotsOf(weekly, undefined, nowMs).map(({ fromMs }) => fromMs)).toEqual(
    ['01', '08', '15'].map((day) => at(`2026-12-${day}T09:00Z`)),
  );
  expect(slotsOf({ ...draft, when: { date: '', time: '10:00' } }, undefined, nowMs)).toEqual([]);
});

test('of a series that exists those dates count that take place and are not over', () => {
  const date = (day: string, state: 'ruled' | 'moved' | 'cancelled') => ({ day, startsAtMs: at(`${day}T09:00Z`), durationMin: 30, state });
  const series = {
    rule: { every: 'day' as const, interval: 1, end: { count: 4 } },
    time: '10:00',
    dates: [date('2026-11-20', 'ruled'), date('2026-12-01', 'cancelled'), date('2026-12-02', 'moved')],
  };
  expect(slotsOf(draft, series, nowMs)).toEqual([{ fromMs: at('2026-12-02T09:00Z'), toMs: at('2026-12-02T09:30Z') }]);
});
