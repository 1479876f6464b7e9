/** A series of ours as its file has it now: the rule, and the single dates that stand apart from it. */
import ICAL from 'ical.js';
import type { DateInCalendar, SeriesInCalendar } from '../series-changes.ts';
import { parseCalendar } from './occurrences.ts';
import { momentsOf, timeOf } from './read-time.ts';

/** @returns undefined: no series, one without times, dates that stand for all that follow, or nothing that can be read */
export function readSeries(file: string): SeriesInCalendar | undefined {
  try {
    const components = parseCalendar(file).getAllSubcomponents('vevent');
    const [master, ...more] = components.filter((component) => !component.hasProperty('recurrence-id'));
    const rules = master?.getAllProperties('rrule') ?? [];
    const time = master && timeOf(master);
    const [rule] = rules;
    if (!time || more.length > 0 || !rule || rules.length > 1) return undefined;
    const apart = new Map<number, DateInCalendar>();
    for (const property of master.getAllProperties('exdate'))
      for (const ruledAtMs of momentsOf(property)) apart.set(ruledAtMs, 'cancelled');
    for (const component of components) {
      const property = component.getFirstProperty('recurrence-id');
      if (!property) continue;
      const range: unknown = property.getFirstParameter('range');
      if (range !== undefined) return undefined;
      const [ruledAtMs = NaN] = momentsOf(property);
      const status: unknown = component.getFirstPropertyValue('status');
      apart.set(ruledAtMs, status === 'CANCELLED' ? 'cancelled' : (timeOf(component) ?? 'unreadable'));
    }
    return { ...time, rule: ruleText(rule), apart };
  } catch {
    return undefined; // what another program wrote in its own way moves nothing
  }
}

/** The same for the same rule, in whatever order its parts are written. */
function ruleText(property: ICAL.Property): string {
  const value = property.getFirstValue();
  if (!(value instanceof ICAL.Recur)) return '';
  // With weeks that begin on a Monday, as ours do, programs may leave that out.
  const { wkst: _, ...parts } = value.toJSON() as Record<string, unknown>;
  return Object.entries(parts)
    .filter(([name, part]) => name !== 'interval' || part !== 1)
    .map(([name, part]) => `${name}=${[part].flat().map(String).sort().join()}`)
    .sort()
    .join(';');
}
