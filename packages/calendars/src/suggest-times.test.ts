import { momentOf, wallTimeOf, weekdayOf } from '@saal/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from './planned-meeting.ts';
import { joined, overlap } from './spans.ts';
import { suggestTimes, type WantedTime } from './suggest-times.ts';

const timeZone = 'Europe/Berlin';
const at = (date: string, time: string): number => momentOf({ date, time }, timeZone) ?? NaN;
const span = (date: string, from: string, to: string): Span => ({ fromMs: at(date, from), toMs: at(date, to) });
/** A Friday; the clocks change on Sunday the 28th. */
const wanted: WantedTime = { firstDay: '2027-03-26', days: 5, hours: { from: '09:00', to: '12:00' }, timeZone, lengthMin: 60 };
const shown = (slots: ReturnType<typeof suggestTimes>): string[] =>
  slots.map(({ startsAtMs, busy }) => {
    const { date, time } = wallTimeOf(startsAtMs, timeZone);
    return [date.slice(5), time, ...busy].join(' ');
  });

test('with nobody busy: the earliest, two a day that do not overlap, on working days, over a change of the clock', () => {
  expect(shown(suggestTimes(new Map([['anna', []]]), wanted, 0))).toEqual([
    ...['03-26 09:00', '03-26 10:00', '03-29 09:00', '03-29 10:00', '03-30 09:00', '03-30 10:00'],
  ]);
});

test('first when everybody can, then when most can and who cannot; never when nobody can', () => {
  const people = new Map([
    ['anna', [span('2027-03-26', '08:00', '12:00'), span('2027-03-29', '09:30', '12:00')]],
    ['bob', [span('2027-03-29', '08:00', '18:00'), span('2027-03-30', '08:00', '10:30')]],
  ]);
  expect(shown(suggestTimes(people, wanted, 0))).toEqual(['03-30 10:30', ...['03-26 09:00 anna', '03-26 10:00 anna', '03-30 09:00 bob']]);
});

test('nothing that has begun, and nothing longer than the day', () => {
  expect(shown(suggestTimes(new Map(), wanted, at('2027-03-30', '09:15')))).toEqual(['03-30 09:30', '03-30 10:30']);
  expect(suggestTimes(new Map(), { ...wanted, lengthMin: 200 }, 0)).toEqual([]);
});

test('whatever people do, a time that is said to be free is', () => {
  const minute = fc.integer({ min: 0, max: 5 * 24 * 60 });
  const spans = fc.array(
    fc.tuple(minute, fc.integer({ min: 1, max: 400 })).map(([from, length]) => {
      const fromMs = at('2027-03-26', '00:00') + from * 60_000;
      return { fromMs, toMs: fromMs + length * 60_000 };
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(fc.array(spans, { maxLength: 5 }), fc.integer({ min: 5, max: 180 }), (all, lengthMin) => {
      const people = new Map(all.map((each, index) => [String(index), each]));
      for (const { startsAtMs, busy } of suggestTimes(people, { ...wanted, lengthMin }, 0)) {
        const taken = { fromMs: startsAtMs, toMs: startsAtMs + lengthMin * 60_000 };
        for (const [who, each] of people) expect(each.some((one) => overlap(one, taken))).toBe(busy.includes(who));
        expect(['sa', 'su']).not.toContain(weekdayOf(wallTimeOf(startsAtMs, timeZone).date));
      }
    }),
  );
});

test('spans that touch are one, and nothing outside of the range is told', () => {
  const range = { fromMs: 10, toMs: 100 };
  const spans = [
    ...[
      { fromMs: 50, toMs: 60 },
      { fromMs: 0, toMs: 20 },
      { fromMs: 20, toMs: 30 },
      { fromMs: 55, toMs: 58 },
    ],
    ...[
      { fromMs: 95, toMs: 200 },
      { fromMs: 100, toMs: 101 },
    ],
  ];
  expect(joined(spans, range)).toEqual([
    { fromMs: 10, toMs: 30 },
    { fromMs: 50, toMs: 60 },
    { fromMs: 95, toMs: 100 },
  ]);
});
