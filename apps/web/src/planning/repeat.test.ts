import { expect, test } from 'vitest';
import { monthliesOf, noRepeat, repeatDays, ruleOf } from './repeat.ts';

const monday = '2026-11-30'; // the fifth and last Monday, and the last day of its month
const repeat = noRepeat(monday);

test('a meeting takes place once until something else is said', () => {
  expect(ruleOf(repeat, monday)).toBeUndefined();
});

test('weekly is on the day of the first date, or on the days that were chosen', () => {
  expect(ruleOf({ ...repeat, every: 'week' }, monday)).toEqual({ every: 'week', interval: 1, days: ['mo'], end: { count: 10 } });
  expect(ruleOf({ ...repeat, every: 'week', days: ['tu', 'th'] }, monday)).toMatchObject({ days: ['tu', 'th'] });
});

test('monthly offers what the first date is, and no fifth weekday', () => {
  expect(monthliesOf(monday)).toEqual(['day', 'lastDay', 'lastWeekday']);
  expect(monthliesOf('2026-11-17')).toEqual(['day', 'nth']);
  expect(ruleOf({ ...repeat, every: 'month', monthly: 'nth' }, '2026-11-17')).toMatchObject({ on: { nth: 3, weekday: 'tu' } });
  expect(ruleOf({ ...repeat, every: 'month', monthly: 'lastWeekday' }, monday)).toMatchObject({ on: { nth: -1, weekday: 'mo' } });
  expect(ruleOf({ ...repeat, every: 'month', monthly: 'lastDay' }, monday)).toMatchObject({ on: { day: -1 } });
  expect(ruleOf({ ...repeat, every: 'month', monthly: 'lastDay' }, '2026-11-17')).toMatchObject({ on: { day: 17 } });
});

test('no dates and too many are told before the server is asked', () => {
  const daily = { ...repeat, every: 'day', endBy: 'until' } as const;
  const told = (until: string) => {
    const rule = ruleOf({ ...daily, until }, monday);
    return rule && repeatDays(rule, monday);
  };
  expect(told('2026-12-02')).toEqual({ days: ['2026-11-30', '2026-12-01', '2026-12-02'] });
  expect(told('2026-11-29')).toEqual({ problem: 'noDates' });
  expect(told('2030-01-01')).toEqual({ problem: 'tooManyDates' });
  expect(told('')).toBeUndefined();
});
