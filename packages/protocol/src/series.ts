/** A meeting that takes place again and again: its rule, and what is changed of it. What a rule means: `series-dates.ts`. */
import { z } from 'zod';
import { MOST_DATES, weekdays } from './series-dates.ts';

/** A day as its zone's calendar writes it: "2026-11-23". */
export const LocalDay = z.iso.date();
/** A time of day on the 24-hour clock of its zone: "09:00". */
export const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const Weekday = z.enum(weekdays);

const end = z.union([z.strictObject({ count: z.int().min(1).max(MOST_DATES) }), z.strictObject({ until: LocalDay })]);
const interval = z.int().min(1).max(12);

/** Every `interval` days, weeks (from Monday) or months; the end is always said. A month without such a day is left out. */
export const SeriesRule = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('day'), interval, end }),
  z.strictObject({ every: z.literal('week'), interval, days: z.array(Weekday).min(1).max(7), end }),
  z.strictObject({
    every: z.literal('month'),
    interval,
    /** -1: the last one. */
    on: z.union([
      z.strictObject({ day: z.union([z.int().min(1).max(31), z.literal(-1)]) }),
      z.strictObject({ nth: z.union([z.int().min(1).max(4), z.literal(-1)]), weekday: Weekday }),
    ]),
    end,
  }),
]);
export type SeriesRule = z.infer<typeof SeriesRule>;

/** `ruled`: as the rule says; `moved`: to another time or length; `cancelled`: does not take place. */
export const SeriesDate = z.object({
  /** The day the rule gives it; names it, also when it was moved. */
  day: LocalDay,
  startsAtMs: z.number(),
  durationMin: z.number(),
  state: z.enum(['ruled', 'moved', 'cancelled']),
});
export type SeriesDate = z.infer<typeof SeriesDate>;

/** `rule` and `time` are those of the dates furthest ahead. */
export const SeriesView = z.object({ rule: SeriesRule, time: LocalTime, dates: z.array(SeriesDate) });
export type SeriesView = z.infer<typeof SeriesView>;

const length = z
  .int()
  .min(5)
  .max(24 * 60);

/**
 * `PATCH /api/meetings/:id/dates/:day`. `this` moves, cancels or restores (`cancelled: false`) one date; `following` changes it and
 * those after it, `all` those that have not begun. What was moved or cancelled by itself stays so while the rule has its day.
 */
export const ChangeDate = z.discriminatedUnion('scope', [
  z.strictObject({
    scope: z.literal('this'),
    startsAtMs: z.number().int().min(0).max(8.64e15).optional(),
    durationMin: length.optional(),
    cancelled: z.boolean().optional(),
  }),
  z.strictObject({
    scope: z.enum(['following', 'all']),
    time: LocalTime.optional(),
    durationMin: length.optional(),
    rule: SeriesRule.optional(),
    /** Ends the series here. */
    cancelled: z.literal(true).optional(),
  }),
]);
export type ChangeDate = z.infer<typeof ChangeDate>;
