/** When an event of ours takes place now, out of the file that another program may have changed. */
import { momentOf } from '@saal/protocol';
import ICAL from 'ical.js';
import { parseCalendar } from './occurrences.ts';
import { momentIn } from './read-busy.ts';

export type ReadTime = { startsAtMs: number; endsAtMs: number };

/** @returns undefined: a series, a whole day, a time of no zone, or nothing that can be read */
export function readTime(file: string): ReadTime | undefined {
  try {
    const [component, ...more] = parseCalendar(file).getAllSubcomponents('vevent');
    if (component === undefined || more.length > 0 || new ICAL.Event(component).isRecurring()) return undefined;
    return timeOf(component);
  } catch {
    return undefined; // what another program wrote in its own way moves nothing
  }
}

/** Of one event, or the first date of a series. @returns undefined: a whole day, or a time of no zone @throws what is no event */
export function timeOf(component: ICAL.Component): ReadTime | undefined {
  const event = new ICAL.Event(component);
  if (event.startDate.isDate) return undefined;
  const inZone = wallMomentIn(component.getFirstProperty('dtstart'));
  const [startsAtMs, endsAtMs] = [momentIn(event.startDate, inZone), momentIn(event.endDate, inZone)];
  return endsAtMs > startsAtMs ? { startsAtMs, endsAtMs } : undefined;
}

/** Each moment of a property with one or more of them. NaN: a day, or a time of no zone. */
export function momentsOf(property: ICAL.Property): number[] {
  const inZone = wallMomentIn(property);
  return property.getValues().map((value) => (value instanceof ICAL.Time && !value.isDate ? momentIn(value, inZone) : NaN));
}

/** A zone that the file names and does not bring is one of those everybody knows, or none. */
function wallMomentIn(property: ICAL.Property | null | undefined): (wall: string) => number {
  const zone = property?.getFirstParameter('tzid');
  return (wall) => (zone === undefined ? undefined : momentOf({ date: wall.slice(0, 10), time: wall.slice(11, 16) }, zone)) ?? NaN;
}
