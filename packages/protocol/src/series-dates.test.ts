import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, daysOf, MOST_DATES, weekdayOf, weekdays } from './series-dates.ts';
import { SeriesRule } from './series.ts';

const count = (count: number) => ({ count });

test('weekly on two days, the first that fits is the first', () => {
  const rule: SeriesRule = { every: 'week', interval: 1, days: ['th', 'mo'], end: count(4) };
  expect(daysOf(rule, '2026-11-24')).toEqual(['2026-11-26', '2026-11-30', '2026-12-03', '2026-12-07']);
});

test('every second week counts weeks from Monday', () => {
  const rule: SeriesRule = { every: 'week', interval: 2, days: ['mo', 'fr'], end: { until: '2026-12-31' } };
  expect(daysOf(rule, '2026-11-27')).toEqual(['2026-11-27', '2026-12-07', '2026-12-11', '2026-12-21', '2026-12-25']);
});

test('a month without a 31st is left out; the last day is in each', () => {
  expect(daysOf({ every: 'month', interval: 1, on: { day: 31 }, end: count(3) }, '2027-01-01')).toEqual([
    '2027-01-31',
    '2027-03-31',
    '2027-05-31',
  ]);
  expect(daysOf({ every: 'month', interval: 1, on: { day: -1 }, end: count(3) }, '2028-01-31')).toEqual([
    '2028-01-31',
    '2028-02-29',
    '2028-03-31',
  ]);
});

test('the third Tuesday and the last Friday of a month', () => {
  const third: SeriesRule = { every: 'month', interval: 1, on: { nth: 3, weekday: 'tu' }, end: count(3) };
  expect(daysOf(third, '2026-11-18')).toEqual(['2026-12-15', '2027-01-19', '2027-02-16']);
  const last: SeriesRule = { every: 'month', interval: 3, on: { nth: -1, weekday: 'fr' }, end: count(3) };
  expect(daysOf(last, '2026-11-01')).toEqual(['2026-11-27', '2027-02-26', '2027-05-28']);
});

test('a day that no month of the rule has gives no dates, and ends', () => {
  expect(daysOf({ every: 'month', interval: 12, on: { day: 31 }, end: count(5) }, '2027-04-01')).toEqual([]);
});

test('more dates than are allowed can be told', () => {
  expect(daysOf({ every: 'day', interval: 1, end: { until: '2036-01-01' } }, '2026-11-23')).toHaveLength(MOST_DATES + 1);
});

const weekday = fc.constantFrom(...weekdays);
const interval = fc.integer({ min: 1, max: 12 });
const dayText = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));
const end = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 40 }) }),
  dayText.map((until) => ({ until })),
);
const rules: fc.Arbitrary<SeriesRule> = fc.oneof(
  fc.record({ every: fc.constant('day' as const), interval, end }),
  fc.record({ every: fc.constant('week' as const), interval, days: fc.uniqueArray(weekday, { minLength: 1 }), end }),
  fc.record({
    every: fc.constant('month' as const),
    interval,
    on: fc.oneof(
      fc.record({ day: fc.constantFrom(-1 as const, 1, 15, 28, 29, 30, 31) }),
      fc.record({ nth: fc.constantFrom(-1 as const, 1, 2, 3, 4), weekday }),
    ),
    end,
  }),
);

/** Day by day, without knowing how to find the next: whether a calendar would mark it. */
function marks(rule: SeriesRule, firstDay: string, day: string): boolean {
  const at = new Date(`${day}T00:00Z`);
  const first = new Date(`${firstDay}T00:00Z`);
  const daysApart = Math.round((at.getTime() - first.getTime()) / 86_400_000);
  switch (rule.every) {
    case 'day':
      return daysApart % rule.interval === 0;
    case 'week': {
      const weeksApart = Math.floor((daysApart + ((first.getUTCDay() + 6) % 7)) / 7);
      return weeksApart % rule.interval === 0 && rule.days.includes(weekdayOf(day));
    }
    case 'month': {
      const monthsApart = (at.getUTCFullYear() - first.getUTCFullYear()) * 12 + at.getUTCMonth() - first.getUTCMonth();
      if (monthsApart % rule.interval !== 0) return false;
      const sameMonth = (other: string): boolean => other.slice(0, 7) === day.slice(0, 7);
      if ('day' in rule.on) return rule.on.day === -1 ? !sameMonth(addDays(day, 1)) : at.getUTCDate() === rule.on.day;
      if (weekdayOf(day) !== rule.on.weekday) return false;
      return rule.on.nth === -1 ? !sameMonth(addDays(day, 7)) : Math.ceil(at.getUTCDate() / 7) === rule.on.nth;
    }
  }
}

test('a rule gives exactly the days that a look at every single day of the calendar gives', () => {
  fc.assert(
    fc.property(rules, dayText, (rule, firstDay) => {
      const found = daysOf(SeriesRule.parse(rule), firstDay);
      const until = 'until' in rule.end ? rule.end.until : (found.at(-1) ?? firstDay);
      const most = 'count' in rule.end ? rule.end.count : MOST_DATES + 1;
      const marked: string[] = [];
      for (let day = firstDay; day <= until && marked.length < most; day = addDays(day, 1))
        if (marks(rule, firstDay, day)) marked.push(day);
      expect(found).toEqual(marked);
    }),
    { numRuns: 300 },
  );
});
