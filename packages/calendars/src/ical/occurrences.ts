/** Dates of events as ical.js works them out, with the types it leaves open. */
import ICAL from 'ical.js';

export type Occurrence = { event: ICAL.Event; start: ICAL.Time; end: ICAL.Time };

/** @throws when the text is no iCalendar */
export function parseCalendar(file: string): ICAL.Component {
  return new ICAL.Component(ICAL.parse(file) as unknown[]);
}

/**
 * Every date, in the order of the rule: those that were moved stand where they are now.
 * @param goesOn asked with what the rule gives, before each date; default: to the end
 */
export function* occurrencesOf(calendar: ICAL.Component, goesOn: (ruled: ICAL.Time) => boolean = () => true): Generator<Occurrence> {
  const parts = calendar.getAllSubcomponents('vevent').map((part) => new ICAL.Event(part));
  const masters = parts.filter((part) => !part.isRecurrenceException());
  for (const part of parts.filter((each) => each.isRecurrenceException())) {
    const master = masters.find(({ uid }) => uid === part.uid);
    if (master) master.relateException(part);
    else yield { event: part, start: part.startDate, end: part.endDate };
  }
  for (const event of masters) {
    if (!event.isRecurring()) {
      yield { event, start: event.startDate, end: event.endDate };
      continue;
    }
    const dates = event.iterator();
    for (let next = nextOf(dates); next && goesOn(next); next = nextOf(dates)) {
      const { item, startDate, endDate } = event.getOccurrenceDetails(next) as {
        item: ICAL.Event;
        startDate: ICAL.Time;
        endDate: ICAL.Time;
      };
      yield { event: item, start: startDate, end: endDate };
    }
  }
}

/** Nothing after the last one, which its types leave out. */
function nextOf(dates: ICAL.RecurExpansion): ICAL.Time | null | undefined {
  return dates.next();
}
