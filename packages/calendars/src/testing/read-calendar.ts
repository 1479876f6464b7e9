/** A calendar as another program reads it: ical.js, with the zones that the file itself brings. */
import ICAL from 'ical.js';
import { occurrencesOf, parseCalendar } from '../ical/occurrences.ts';

export type ReadDate = { uid: string; startsAtMs: number; minutes: number; title: string };

/** Every date of every event, by time. */
export function readCalendar(file: string): ReadDate[] {
  const calendar = parseCalendar(file);
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return [...occurrencesOf(calendar)]
    .map(({ event, start, end }) => {
      const startsAtMs = start.toUnixTime() * 1000;
      return { uid: event.uid, startsAtMs, minutes: (end.toUnixTime() * 1000 - startsAtMs) / 60_000, title: event.summary };
    })
    .sort((a, b) => a.startsAtMs - b.startsAtMs);
}
