/** Mailboxes of the house as both ways to them, Graph and EWS, offer them. */
import type { Span } from '../planned-meeting.ts';
import type { BusySource, CalendarAccount, CalendarServers, Room, EventToWrite } from '../ports.ts';

export interface Exchange {
  /** Of a mailbox or room; times that are marked as free do not count. */
  busy(email: string, range: Span): Promise<Span[]>;
  rooms(): Promise<Room[]>;
  /** The event with this name in somebody's calendar. */
  find(email: string, uid: string): Promise<{ id: string; etag: string } | undefined>;
  create(email: string, event: EventToWrite): Promise<{ etag: string }>;
  /** @returns conflict: it is another version by now */
  update(email: string, known: { id: string; etag: string }, event: EventToWrite): Promise<{ etag: string } | 'conflict'>;
  remove(email: string, id: string): Promise<void>;
}

/** Of everybody and every room. */
export function exchangeBusy(exchange: Exchange): BusySource {
  return { busy: ({ email }, range) => exchange.busy(email, range), rooms: () => exchange.rooms() };
}

/** The calendar of everybody's own mailbox; the operator's account reaches it. */
export function exchangeServer({ id, name }: { id: string; name: string }, exchange: Exchange): CalendarServers {
  return {
    list: () => [{ id, name, asksPassword: false }],
    account: (server, { userName }) => (server === id ? mailboxOf(exchange, userName, name) : undefined),
  };
}

function mailboxOf(exchange: Exchange, email: string, name: string): CalendarAccount {
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
  };
}
