/** When somebody is busy, out of events of their calendar (RFC 5545): series with their exceptions, in the zones the files bring. */
import ICAL from 'ical.js';
import type { Span } from '../planned-meeting.ts';
import type { BusyReading } from '../ports.ts';
import { occurrencesOf, parseCalendar } from './occurrences.ts';

const YEAR_MS = 366 * 86_400_000;
/** Dates of one series that are looked at: a daily one of 20 years. */
const MOST_DATES = 7_500;

/** What is transparent or cancelled keeps nobody busy. A file that cannot be read is left out. */
export function readBusy(files: readonly string[], range: Span, reading: BusyReading): Span[] {
  return files.flatMap((file) => {
    try {
      return busyOf(parseCalendar(file), range, reading);
    } catch {
      return []; // what another program wrote in its own way keeps nobody from planning
    }
  });
}

function busyOf(calendar: ICAL.Component, range: Span, { leaveOut, wallMoment }: BusyReading): Span[] {
  const momentOf = (time: ICAL.Time): number => momentIn(time, wallMoment);
  let looked = 0;
  // A date may have been moved a long way ahead of its rule: those of a year after the range are looked at for that.
  const goesOn = (ruled: ICAL.Time): boolean => (looked += 1) <= MOST_DATES && momentOf(ruled) < range.toMs + YEAR_MS;
  const spans: Span[] = [];
  for (const { event, start, end } of occurrencesOf(calendar, goesOn)) {
    if (leaveOut(event.uid) || !keepsBusy(event.component)) continue;
    const span = { fromMs: momentOf(start), toMs: momentOf(end) };
    if (span.fromMs < range.toMs && span.toMs > range.fromMs) spans.push(span);
  }
  return spans;
}

/** By the zones this file brings. */
export function momentIn(time: ICAL.Time, wallMoment: (wall: string) => number): number {
  if (time.isDate) return wallMoment(`${time.toString()}T00:00:00`);
  return time.zone === ICAL.Timezone.localTimezone ? wallMoment(time.toString()) : time.toUnixTime() * 1000;
}

function keepsBusy(component: ICAL.Component): boolean {
  const [status, transparency] = [textOf(component, 'status'), textOf(component, 'transp')];
  return status !== 'CANCELLED' && transparency !== 'TRANSPARENT' && textOf(component, 'x-microsoft-cdo-busystatus') !== 'FREE';
}

function textOf(component: ICAL.Component, name: string): string {
  const value: unknown = component.getFirstPropertyValue(name);
  return typeof value === 'string' ? value : '';
}
