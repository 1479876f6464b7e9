/** The slots of a campaign: its days cut by length, buffer and breaks. Pure; wall clocks are read in the campaign's time zone. */
import type { CampaignDay, CampaignPlan, EpochMs } from '@saal/protocol';
import { DateTime } from 'luxon';

/** Half open: [fromMs, toMs). */
export type Span = { fromMs: EpochMs; toMs: EpochMs };
/** A time one panel is free for an interview. */
export type Slot = Span & { panel: string };

type Shape = Pick<CampaignPlan, 'timeZone' | 'lengthMin' | 'bufferMin' | 'days'> & { panels: readonly { name: string }[] };

export const MINUTE_MS = 60_000;

export function overlap(a: Span, b: Span): boolean {
  return a.fromMs < b.toMs && b.fromMs < a.toMs;
}

/**
 * A wall clock as a moment. In the hour that is skipped in spring it is the moment the clock would have shown it; in the one that
 * comes twice, the first.
 * @param date `2026-12-01`  @param time `09:30`
 * @returns undefined when it is no date or no time
 */
export function momentIn(timeZone: string, date: string, time: string): EpochMs | undefined {
  const moment = DateTime.fromFormat(`${date} ${time}`, 'yyyy-MM-dd HH:mm', { zone: timeZone, locale: 'en' });
  return moment.isValid ? moment.toMillis() : undefined;
}

/** A day of interviews as spans between its breaks, in order. Breaks may overlap each other or reach over its ends. */
export function openSpans(timeZone: string, day: CampaignDay): Span[] {
  const whole = spanOf(timeZone, day.date, day);
  if (!whole) return [];
  const breaks = day.breaks.flatMap((pause) => spanOf(timeZone, day.date, pause) ?? []).sort((a, b) => a.fromMs - b.fromMs);
  const open: Span[] = [];
  let fromMs = whole.fromMs;
  for (const pause of breaks) {
    if (pause.fromMs > fromMs) open.push({ fromMs, toMs: Math.min(pause.fromMs, whole.toMs) });
    fromMs = Math.max(fromMs, pause.toMs);
  }
  if (fromMs < whole.toMs) open.push({ fromMs, toMs: whole.toMs });
  return open.filter((span) => span.fromMs < span.toMs);
}

/** Whether an interview lies within one of the days, and in no break. */
export function isWithinDays({ timeZone, days }: Pick<Shape, 'timeZone' | 'days'>, interview: Span): boolean {
  return days.some((day) => openSpans(timeZone, day).some((open) => open.fromMs <= interview.fromMs && interview.toMs <= open.toMs));
}

/** All slots, earliest first, and of one time in the order of panels. A day that is named twice counts once. */
export function slotsOf({ timeZone, lengthMin, bufferMin, days, panels }: Shape): Slot[] {
  const lengthMs = lengthMin * MINUTE_MS;
  const stepMs = lengthMs + bufferMin * MINUTE_MS;
  const times = new Map<EpochMs, Span>();
  for (const open of days.flatMap((day) => openSpans(timeZone, day))) {
    for (let fromMs = open.fromMs; fromMs + lengthMs <= open.toMs; fromMs += stepMs) times.set(fromMs, { fromMs, toMs: fromMs + lengthMs });
  }
  return [...times.values()].sort((a, b) => a.fromMs - b.fromMs).flatMap((time) => panels.map(({ name }) => ({ ...time, panel: name })));
}

function spanOf(timeZone: string, date: string, { from, to }: { from: string; to: string }): Span | undefined {
  const fromMs = momentIn(timeZone, date, from);
  const toMs = momentIn(timeZone, date, to);
  return fromMs === undefined || toMs === undefined || toMs <= fromMs ? undefined : { fromMs, toMs };
}
