/** Calendars of rooms that one account of the house reaches: read by who plans, written with what is booked here. */
import type { Dispatcher } from 'undici';
import type { BusySource, HouseRoom, Room } from '../ports.ts';
import type { CalDavSettings } from '../settings.ts';
import { caldavAccount, type Reading } from './caldav-account.ts';
import { DavClient } from './dav-client.ts';

export function houseRooms(
  servers: readonly CalDavSettings[],
  dispatcher: Dispatcher,
  read: Reading,
): { rooms: HouseRoom[]; source: BusySource | undefined } {
  const told: Room[] = [];
  const rooms = servers.flatMap(({ url, house }): HouseRoom[] => {
    if (!house) return [];
    const account = caldavAccount(new DavClient(url, house, dispatcher), read);
    told.push(...house.rooms.map(({ email, name, seats }) => ({ email, name, ...(seats !== undefined && { seats }) })));
    return house.rooms.map(({ email, path }) => ({ email, account, calendarPath: path }));
  });
  const source: BusySource = {
    rooms: () => Promise.resolve(told),
    async busy({ email }, range, reading) {
      const room = rooms.find((each) => each.email === email);
      // What was written from here keeps a room busy like all else: no meetings of its own are known of it.
      return room ? room.account.busy(room.calendarPath, range, { ...reading, leaveOut: () => false }) : [];
    },
  };
  return { rooms, source: rooms.length > 0 ? source : undefined };
}
