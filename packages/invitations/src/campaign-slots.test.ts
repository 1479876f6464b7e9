import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MINUTE_MS, isWithinDays, momentIn, openSpans, overlap, slotsOf } from './campaign-slots.ts';

const berlin = 'Europe/Berlin';
const clock = (ms: number): string => new Intl.DateTimeFormat('de', { timeZone: berlin, hour: '2-digit', minute: '2-digit' }).format(ms);

test('a day is cut into slots with a buffer, and the lunch break stays free', () => {
  const slots = slotsOf({
    timeZone: berlin,
    lengthMin: 45,
    bufferMin: 15,
    panels: [{ name: 'A' }],
    days: [{ date: '2026-12-01', from: '09:00', to: '15:00', breaks: [{ from: '12:00', to: '13:00' }] }],
  });
  expect(slots.map(({ fromMs }) => clock(fromMs))).toEqual(['09:00', '10:00', '11:00', '13:00', '14:00']);
});

test('panels interview at the same time', () => {
  const day = { date: '2026-12-01', from: '09:00', to: '10:00', breaks: [] };
  const slots = slotsOf({ timeZone: berlin, lengthMin: 60, bufferMin: 0, panels: [{ name: 'A' }, { name: 'B' }], days: [day] });
  expect(slots.map(({ panel }) => panel)).toEqual(['A', 'B']);
});

test('nine in the morning stays nine in the morning when the clocks change', () => {
  expect(momentIn(berlin, '2026-10-24', '09:00')).toBe(Date.UTC(2026, 9, 24, 7));
  expect(momentIn(berlin, '2026-10-25', '09:00')).toBe(Date.UTC(2026, 9, 25, 8));
  expect(momentIn(berlin, '2026-02-30', '09:00')).toBeUndefined();
});

const time = fc
  .integer({ min: 0, max: 23 * 60 + 59 })
  .map((min) => `${String(Math.floor(min / 60)).padStart(2, '0')}:${String(min % 60).padStart(2, '0')}`);
const span = fc.tuple(time, time).map(([from, to]) => ({ from, to }));
const plan = fc.record({
  timeZone: fc.constantFrom(berlin, 'UTC', 'America/New_York', 'Australia/Lord_Howe'),
  lengthMin: fc.integer({ min: 5, max: 240 }),
  bufferMin: fc.integer({ min: 0, max: 60 }),
  panels: fc.constant([{ name: 'A' }]),
  days: fc.array(
    fc.record({
      date: fc.constantFrom('2026-03-29', '2026-10-25', '2026-12-01', '2026-12-02'),
      from: time,
      to: time,
      breaks: fc.array(span, { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 1 },
  ),
});

test('whatever the plan, slots lie in their day, touch no break, and keep the buffer between them', () => {
  fc.assert(
    fc.property(plan, (given) => {
      const slots = slotsOf(given);
      slots.forEach((slot, index) => {
        expect(slot.toMs - slot.fromMs).toBe(given.lengthMin * MINUTE_MS);
        expect(isWithinDays(given, slot)).toBe(true);
        const next = slots[index + 1];
        if (next) expect(next.fromMs - slot.toMs >= given.bufferMin * MINUTE_MS || isApart(given, slot.toMs, next.fromMs)).toBe(true);
      });
    }),
  );
});

/** A break lies between the two, so that they need no buffer of their own. */
function isApart(given: Parameters<typeof slotsOf>[0], fromMs: number, toMs: number): boolean {
  const spans = given.days.flatMap((day) => openSpans(given.timeZone, day));
  return !spans.some((open) => open.fromMs <= fromMs && toMs < open.toMs && overlap(open, { fromMs, toMs }));
}
