/** Joins what is asked before rooms are booked. Apart from the rest, because meetings are there before it. */
import type { Clock, Logger } from '@saal/foundation';
import { davDispatcher } from './caldav/dav-client.ts';
import { houseRooms } from './caldav/house-rooms.ts';
import { caldavReading } from './ical/caldav-reading.ts';
import { exchangeBusy } from './microsoft/exchange.ts';
import { exchangeBy } from './microsoft/exchange-by.ts';
import { RoomCalendars } from './room-calendars.ts';
import type { CalendarSettings } from './settings.ts';

/** @returns undefined: no server that has calendars of rooms is known. `close` ends connections to them */
export function createRoomCalendars(o: {
  settings: CalendarSettings;
  clock: Clock;
  log: Logger;
}): (Pick<RoomCalendars, 'busyAt'> & { close: () => Promise<void> }) | undefined {
  const { settings, clock, log } = o;
  if (!settings.microsoft && !settings.caldav.some(({ house }) => house)) return undefined;
  const dispatcher = davDispatcher();
  const calendars = new RoomCalendars({
    rooms: houseRooms(settings.caldav, dispatcher, caldavReading).rooms,
    mailboxes: settings.microsoft && exchangeBusy(exchangeBy(settings.microsoft, dispatcher, clock)),
    failed: (room, error) => log.warn({ err: error, room }, 'the calendar of a room could not be asked; it is booked without'),
  });
  return {
    busyAt: (email, times, timeZone) => calendars.busyAt(email, times, timeZone),
    close: () => dispatcher.destroy(),
  };
}
