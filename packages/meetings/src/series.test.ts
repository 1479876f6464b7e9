import { momentOf, wallTimeOf, type SeriesRule } from '@saal/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BadRequest } from './errors.ts';
import { changeSeries, dateNow, newSeries, type Series } from './series.ts';

const berlin = 'Europe/Berlin';
const at = (day: string, time = '09:00', timeZone = berlin): number => momentOf({ date: day, time }, timeZone) ?? NaN;
const mondays: SeriesRule = { every: 'week', interval: 1, days: ['mo'], end: { count: 6 } };
/** Mondays at nine, over the change of the clock on 28 March 2027. */
const series = newSeries({ startsAtMs: at('2027-03-08'), durationMin: 60, timeZone: berlin, rule: mondays }, 'first');
const told = ({ dates }: Series): string[] =>
  dates.map(({ startsAtMs, state }) => {
    const { date, time } = wallTimeOf(startsAtMs, berlin);
    return `${date} ${time}${state === 'ruled' ? '' : ` ${state}`}`;
  });

test('nine stays nine when the clocks change', () => {
  expect(told(series)).toEqual([
    '2027-03-08 09:00',
    '2027-03-15 09:00',
    '2027-03-22 09:00',
    '2027-03-29 09:00',
    '2027-04-05 09:00',
    '2027-04-12 09:00',
  ]);
  expect((series.dates[3]?.startsAtMs ?? 0) - (series.dates[2]?.startsAtMs ?? 0)).toBe(7 * 86_400_000 - 3_600_000);
});

test('one date is moved, cancelled and restored, and the others stay', () => {
  const moved = changeSeries(series, '2027-03-15', { scope: 'this', startsAtMs: at('2027-03-16', '14:00') }, 'x', 0);
  expect(told(moved).slice(0, 3)).toEqual(['2027-03-08 09:00', '2027-03-16 14:00 moved', '2027-03-22 09:00']);
  const cancelled = changeSeries(series, '2027-03-15', { scope: 'this', cancelled: true }, 'x', 0);
  expect(told(cancelled)[1]).toBe('2027-03-15 09:00 cancelled');
  expect(changeSeries(cancelled, '2027-03-15', { scope: 'this', cancelled: false }, 'x', 0)).toEqual(series);
  expect(changeSeries(moved, '2027-03-15', { scope: 'this', startsAtMs: at('2027-03-15') }, 'x', 0)).toEqual(series);
});

test('this and the following get another time, as many as were left', () => {
  const later = changeSeries(series, '2027-03-29', { scope: 'following', time: '10:30', durationMin: 45 }, 'second', 0);
  expect(told(later)).toEqual([...told(series).slice(0, 3), '2027-03-29 10:30', '2027-04-05 10:30', '2027-04-12 10:30']);
  expect(later.stretches.map(({ id }) => id)).toEqual(['first', 'second']);
  expect(later.dates.at(-1)?.durationMin).toBe(45);
  // Before a later stretch, the same again: that one follows too.
  const earlier = changeSeries(later, '2027-03-15', { scope: 'following', time: '08:00' }, 'third', 0);
  expect(told(earlier)).toEqual(told(series).map((line, index) => (index === 0 ? line : line.replace('09:00', '08:00'))));
});

test('a new rule stands for all that follows; what was cancelled stays so where it has the day', () => {
  const cancelled = changeSeries(series, '2027-04-05', { scope: 'this', cancelled: true }, 'x', 0);
  const rule: SeriesRule = { every: 'week', interval: 1, days: ['mo', 'we'], end: { count: 4 } };
  expect(told(changeSeries(cancelled, '2027-03-29', { scope: 'following', rule }, 'second', 0)).slice(3)).toEqual([
    '2027-03-29 09:00',
    '2027-03-31 09:00',
    '2027-04-05 09:00 cancelled',
    '2027-04-07 09:00',
  ]);
});

test('all are changed but those that have begun', () => {
  const all = changeSeries(series, '2027-03-08', { scope: 'all', time: '11:00' }, 'second', at('2027-03-15', '09:30'));
  expect(told(all).map((line) => line.slice(11))).toEqual(['09:00', '09:00', '11:00', '11:00', '11:00', '11:00']);
  expect(() => changeSeries(series, '2027-03-08', { scope: 'all', time: '11:00' }, 'x', at('2028-01-01'))).toThrow(BadRequest);
});

test('a series ends before a date, and never without one', () => {
  expect(told(changeSeries(series, '2027-03-22', { scope: 'following', cancelled: true }, 'x', 0))).toEqual(told(series).slice(0, 2));
  expect(() => changeSeries(series, '2027-03-08', { scope: 'following', cancelled: true }, 'x', 0)).toThrow(BadRequest);
  expect(() => changeSeries(series, '2027-03-09', { scope: 'this', cancelled: true }, 'x', 0)).toThrow(BadRequest);
});

test('the date people mean is the one that takes place, else the next, else the last', () => {
  expect(dateNow(series, at('2027-03-15', '09:59'))?.day).toBe('2027-03-15');
  expect(dateNow(series, at('2027-03-15', '10:00'))?.day).toBe('2027-03-22');
  expect(dateNow(series, at('2028-01-01'))?.day).toBe('2027-04-12');
  const cancelled = changeSeries(series, '2027-03-22', { scope: 'this', cancelled: true }, 'x', 0);
  expect(dateNow(cancelled, at('2027-03-16'))?.day).toBe('2027-03-29');
});

test('a rule with no date, or with more than a series may have, is refused', () => {
  const plan = { startsAtMs: at('2027-03-08'), durationMin: 60, timeZone: berlin };
  const daily = (until: string): SeriesRule => ({ every: 'day', interval: 1, end: { until } });
  expect(() => newSeries({ ...plan, rule: daily('2027-03-07') }, 'x')).toThrow(BadRequest);
  expect(() => newSeries({ ...plan, rule: daily('2030-03-07') }, 'x')).toThrow(BadRequest);
});

test('in whatever zone, each date shows the time of the rule, or the hour after where the clock leaves it out', () => {
  const zone = fc.constantFrom(
    berlin,
    'America/New_York',
    'Australia/Lord_Howe',
    'America/Santiago',
    'Asia/Kathmandu',
    'UTC',
    'Africa/Cairo',
  );
  const day = fc.date({ min: new Date('2024-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30'))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`);
  fc.assert(
    fc.property(zone, day, time, (timeZone, from, clock) => {
      const startsAtMs = at(from.toISOString().slice(0, 10), clock, timeZone);
      const rule: SeriesRule = { every: 'day', interval: 1, end: { count: 370 } };
      const { dates } = newSeries({ startsAtMs, durationMin: 60, timeZone, rule }, 'id');
      const shown = wallTimeOf(startsAtMs, timeZone).time;
      for (const date of dates) {
        const wall = wallTimeOf(date.startsAtMs, timeZone);
        if (wall.time !== shown || wall.date !== date.day) {
          // Left out: the minute before the gap and this one are an hour (Lord Howe: half an hour) apart on the wall, a minute in time.
          const wanted = Date.parse(`${date.day}T${shown}Z`);
          const late = Date.parse(`${wall.date}T${wall.time}Z`) - wanted;
          expect(late).toBeGreaterThan(0);
          expect(late).toBeLessThanOrEqual(3_600_000);
        }
      }
      expect(new Set(dates.map(({ startsAtMs: each }) => each)).size).toBe(370);
    }),
    { numRuns: 25 },
  );
});

test('a series that would leave the years of four digits is refused, not a fault', () => {
  const plan = { durationMin: 60, timeZone: berlin, rule: mondays };
  expect(() => newSeries({ ...plan, startsAtMs: Date.UTC(10_000, 0, 1) }, 'x')).toThrow(BadRequest);
  expect(newSeries({ ...plan, startsAtMs: Date.UTC(8999, 11, 1) }, 'x').dates[0]?.day).toMatch(/^8999-12-/);
});
