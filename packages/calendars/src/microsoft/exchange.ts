/** Mailboxes of the house as both ways to them, Graph and EWS, offer them. */
import type { Span } from '../planned-meeting.ts';
import type { BusySource, CalendarAccount, CalendarServers, FoundEvent, Room, EventToWrite } from '../ports.ts';

/** One of our events as it stands in a mailbox; `time` undefined: a whole day, or made a series there. */
export type KeptEvent = { id: string; etag: string; time: FoundEvent['time'] };

export interface Exchange {
  /** Of a mailbox or room; times that are marked as free do not count. */
  busy(email: string, range: Span): Promise<Span[]>;
  rooms(): Promise<Room[]>;
  /** The event with this name in somebody's calendar. */
  find(email: string, uid: string): Promise<KeptEvent | undefined>;
  /** Of all events that were written from here, those in somebody's calendar that end after a moment, by their names; nothing else is read. */
  written(email: string, endAfterMs: number): Promise<(KeptEvent & { uid: string })[]>;
  create(email: string, event: EventToWrite): Promise<{ etag: string }>;
  /** @returns conflict: it is another version by now */
  update(email: string, known: { id: string; etag: string }, event: EventToWrite): Promise<{ etag: string } | 'conflict'>;
  remove(email: string, id: string): Promise<void>;
}

/** Both services refuse a window that is not longer than the half hours they part it into (ErrorInvalidMergedFreeBusyInterval). */
const LEAST_WINDOW_MS = 60 * 60_000;

/** Of everybody and every room. */
export function exchangeBusy(exchange: Exchange): BusySource {
  return {
    async busy({ email }, { fromMs, toMs }) {
      const found = await exchange.busy(email, { fromMs, toMs: Math.max(toMs, fromMs + LEAST_WINDOW_MS) });
      return found.filter((span) => span.fromMs < toMs && span.toMs > fromMs);
    },
    rooms: () => exchange.rooms(),
  };
}

/** The calendar of everybody's own mailbox; the operator's account reaches it. */
export function exchangeServer({ id, name }: { id: string; name: string }, exchange: Exchange, now: () => number): CalendarServers {
  return {
    list: () => [{ id, name, asksPassword: false }],
    account: (server, { userName }) => (server === id ? mailboxOf(exchange, userName, name, now) : undefined),
  };
}

function mailboxOf(exchange: Exchange, email: string, name: string, now: () => number): CalendarAccount {
  return {
    // Exceptions of a series take many steps there, any of which may fail: each date by itself is right or not there yet.
    takesSeries: false,
    async calendars() {
      await exchange.find(email, 'nothing has this name'); // whether there is such a mailbox
      return [{ path: 'calendar', name }];
    },
    // It is read for everybody (`exchangeBusy`), connected or not.
    busy: () => Promise.resolve([]),
    async put(_calendar, event, etag) {
      const known = await exchange.find(email, event.uid);
      if (etag === undefined) return known ? 'conflict' : exchange.create(email, event);
      return known?.etag === etag ? exchange.update(email, known, event) : 'conflict';
    },
    tag: async (_calendar, uid) => (await exchange.find(email, uid))?.etag,
    async remove(_calendar, uid) {
      const known = await exchange.find(email, uid);
      if (known) await exchange.remove(email, known.id);
    },
    follow: {
      // What either service keeps of a whole calendar tells of all events in it: ours alone are asked for, in one question.
      mark: () => Promise.resolve(undefined),
      async read(_calendar, uids) {
        const kept = Map.groupBy(await exchange.written(email, now()), ({ uid }) => uid);
        const found = new Map<string, FoundEvent | 'gone'>();
        for (const uid of uids) {
          const [event, copy] = kept.get(uid) ?? [];
          // Outlook copies our name with an event: which of the two is meant nobody knows.
          if (copy) continue;
          // Gone, moved into the past, or missing in a long answer by mistake: asked for by itself before its person is.
          const one = event ?? (await exchange.find(email, uid));
          found.set(uid, one ? { etag: one.etag, time: one.time } : 'gone');
        }
        return found;
      },
    },
  };
}
