/** When an event of ours takes place now, out of the file that another program may have changed. */
import { momentOf } from '@saal/protocol';
import ICAL from 'ical.js';
import { parseCalendar } from './occurrences.ts';
import { momentIn } from './read-busy.ts';

/** @returns undefined: a series, a whole day, a time of no zone, or nothing that can be read */
export function readTime(file: string): { startsAtMs: number; endsAtMs: number } | undefined {
  try {
    const [component, ...more] = parseCalendar(file).getAllSubcomponents('vevent');
    if (component === undefined || more.length > 0) return undefined;
    const event = new ICAL.Event(component);
    if (event.isRecurring() || event.startDate.isDate) return undefined;
    // A zone that the file names and does not bring is one of those everybody knows, or none.
    const zone = component.getFirstProperty('dtstart')?.getFirstParameter('tzid');
    const inZone = (wall: string): number =>
      (zone === undefined ? undefined : momentOf({ date: wall.slice(0, 10), time: wall.slice(11, 16) }, zone)) ?? NaN;
    const [startsAtMs, endsAtMs] = [momentIn(event.startDate, inZone), momentIn(event.endDate, inZone)];
    return endsAtMs > startsAtMs ? { startsAtMs, endsAtMs } : undefined;
  } catch {
    return undefined; // what another program wrote in its own way moves nothing
  }
}
