/** Builds calendars from its parts; the one file of the package that knows all of them. */
import { createHash } from 'node:crypto';
import { every, hashSecret, InstallationSeal, newSecret, type Clock, type Database, type Logger } from '@saal/foundation';
import type { PersonId } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { BusyTimes } from './busy-times.ts';
import { CalendarWriter } from './calendar-writer.ts';
import { CalendarFollower } from './calendar-follower.ts';
import { CalendarNotices } from './calendar-notices.ts';
import { caldavServers } from './caldav/caldav-servers.ts';
import { davDispatcher } from './caldav/dav-client.ts';
import { houseRooms } from './caldav/house-rooms.ts';
import { Connections } from './connections.ts';
import { Feeds, type FeedContent } from './feeds.ts';
import { busyRoutes } from './http/busy-routes.ts';
import { connectionRoutes } from './http/connection-routes.ts';
import { noticeRoutes } from './http/notice-routes.ts';
import { outlookRoutes } from './http/outlook-routes.ts';
import { feedRoutes } from './http/feed-routes.ts';
import { caldavReading } from './ical/caldav-reading.ts';
import { readSeries } from './ical/read-series.ts';
import { writeBooking } from './ical/write-booking.ts';
import { descriptionOf, writeEvent, writeFeed, type CalendarText } from './ical/write-calendar.ts';
import { exchangeBy } from './microsoft/exchange-by.ts';
import { exchangeBusy, exchangeServer } from './microsoft/exchange.ts';
import { OutlookLinks } from './outlook-links.ts';
import { datesOf, eventsOf, type CalendarEvent, type PlannedMeeting } from './planned-meeting.ts';
import type {
  BusySource,
  CalendarServers,
  MeetingsOfPeople,
  MovingMeetings,
  OutlookPlans,
  People,
  RoomBookings,
  EventToWrite,
  WantedEvent,
} from './ports.ts';
import { createConnectionStore } from './postgres/connection-store.ts';
import { createFeedStore } from './postgres/feed-store.ts';
import { createOutlookStore } from './postgres/outlook-store.ts';
import { createRoomEventStore } from './postgres/room-event-store.ts';
import { createSettingStore } from './postgres/setting-store.ts';
import { RoomWriter } from './room-writer.ts';
import type { CalendarSettings } from './settings.ts';

export interface Calendars {
  /** The routes; registered by the app with prefix `/api`. */
  http: FastifyPluginAsync;
  /** Meetings of this person have changed: their calendar follows soon. */
  changed(personId: PersonId): Promise<void>;
  /** When every connected calendar that was due has been looked at once. */
  settled(): Promise<void>;
  /** Finishes what has begun. Idempotent. */
  close(): Promise<void>;
}

export interface CalendarsOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  /** Who is signed in; undefined for guests too. */
  viewerOf: (cookie: string | undefined) => Promise<PersonId | undefined>;
  /** Address people reach this server by, without a slash at its end. */
  baseUrl: (request: FastifyRequest) => string;
  /** The same where nobody asks; undefined: it is not set, and nothing is written into calendars. */
  publicUrl: string | undefined;
  /** What feeds are called in calendar programs. */
  productName: string;
  /** Seals the passwords of calendar servers. */
  installationSecret: string;
  settings: CalendarSettings;
  meetings: MeetingsOfPeople;
  moving: MovingMeetings;
  bookings: RoomBookings;
  people: People;
  /** For the add-in for Outlook. */
  plans: OutlookPlans;
}

/** For `migrate` of foundation. */
export const calendarsMigrations = { feature: 'calendars', directory: new URL('../migrations/', import.meta.url) };

/** Due connections are looked for this often; each is due every two minutes. */
const LOOK_EVERY_MS = 20_000;

/** Takes up at once what the last server did not finish. */
export function createCalendars(options: CalendarsOptions): Calendars {
  const { db, clock, log, meetings, people, viewerOf, baseUrl, publicUrl, productName, settings } = options;
  const feeds = new Feeds({ store: createFeedStore(db), meetings, people, clock, secrets: { newSecret, hash: hashSecret } });
  const dispatcher = davDispatcher();
  const store = createConnectionStore(db);
  const exchange = settings.microsoft && exchangeBy(settings.microsoft, dispatcher, clock);
  const connections = new Connections({
    ...{ store, clock, emailOf: async (personId) => (await people.person(personId))?.email },
    servers: allServers([
      caldavServers(settings.caldav, dispatcher, caldavReading),
      ...(settings.microsoft && exchange ? [exchangeServer(settings.microsoft, exchange, () => clock.now())] : []),
    ]),
    seal: new InstallationSeal(options.installationSecret, 'saal calendars passwords of calendar servers 1'),
  });
  const house = houseRooms(settings.caldav, dispatcher, caldavReading);
  const outlookLinks =
    settings.outlook && new OutlookLinks({ store: createOutlookStore(db), people, clock, secrets: { newSecret, hash: hashSecret } });
  const settingStore = createSettingStore(db);
  const connected: BusySource = {
    busy: async ({ id }, range, reading) => (id === undefined ? [] : connections.busy(id, range, reading)),
  };
  const busyTimes = new BusyTimes({
    ...{
      meetings,
      people,
      clock,
      settings: settingStore,
      sources: [
        ...(settings.caldav.length > 0 ? [connected] : []),
        ...(house.source ? [house.source] : []),
        ...(exchange ? [exchangeBusy(exchange)] : []),
      ],
    },
    failed: (personId, error) => log.warn({ err: error, personId }, 'a calendar could not be read'),
  });
  const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
  const wantedOf = (content: FeedContent, takesSeries: boolean): WantedEvent[] => {
    const how = { ...content, linkTo: ({ id }: { id: string }) => `${publicUrl ?? ''}/m/${id}` };
    return content.meetings.flatMap((meeting) =>
      (takesSeries ? eventsOf(meeting) : datesOf(meeting, clock.now())).map((event) => wantedEvent(meeting, event, how, digest)),
    );
  };
  const wanted = async (personId: PersonId, takesSeries: boolean): Promise<WantedEvent[] | undefined> => {
    const content = await feeds.contentFor(personId);
    return content && wantedOf(content, takesSeries);
  };
  const notices = new CalendarNotices({
    ...{ store, meetings: options.moving },
    // Of a series, calendars may have the whole or each date: what is asked about has the name of the one or the other.
    wanted: async (personId) => {
      const content = await feeds.contentFor(personId);
      return content && [...wantedOf(content, true), ...wantedOf(content, false)];
    },
  });
  const writer = new CalendarWriter({
    ...{ store, connections, digest, clock, wanted },
    follower: new CalendarFollower({ store, meetings: options.moving, clock, log, readSeries }),
    failed: (personId, error) => log.warn({ err: error, personId }, 'a calendar could not be written; it is tried again'),
  });
  const roomWriter = new RoomWriter({
    ...{ rooms: house.rooms, bookings: options.bookings, store: createRoomEventStore(db), clock },
    wanted: (booking) => wantedBooking(booking, productName, digest),
    failed: (room, error) => log.warn({ err: error, room }, 'the calendar of a room could not be written; it is tried again'),
  });
  // Without servers nothing can be due; without an address of our own a written link would lead nowhere.
  const isUsed = settings.caldav.length > 0 || exchange !== undefined;
  const look = (): void => {
    void writer.wake();
    void roomWriter.wake();
  };
  const stopLooking = isUsed ? every(clock, LOOK_EVERY_MS, look) : () => {};
  if (isUsed) look();
  return {
    http: async (app) => {
      feedRoutes(app, {
        ...{ viewerOf, feeds, baseUrl },
        write: (content, base) => writeFeed(content.meetings, { ...content, name: productName, linkTo: ({ id }) => `${base}/m/${id}` }),
      });
      noticeRoutes(app, { viewerOf, notices });
      connectionRoutes(app, { viewerOf, connections, changed: look });
      outlookRoutes(app, { viewerOf, links: outlookLinks, plans: options.plans, baseUrl });
      busyRoutes(app, { viewerOf, busyTimes, settings: settingStore, clock });
    },
    changed: async (personId) => {
      if (isUsed) await store.wake(personId, clock.now());
    },
    async settled() {
      await Promise.all([writer.wake(), roomWriter.wake()]);
    },
    async close() {
      stopLooking();
      await Promise.all([writer.close(), roomWriter.close()]);
      await dispatcher.close();
    },
  };
}

function allServers(each: readonly CalendarServers[]): CalendarServers {
  return {
    list: () => each.flatMap((servers) => servers.list()),
    account: (server, who) => each.find((servers) => servers.list().some(({ id }) => id === server))?.account(server, who),
  };
}

function wantedEvent(meeting: PlannedMeeting, event: CalendarEvent, how: CalendarText, digest: (text: string) => string): WantedEvent {
  const { uid, startsAtMs, durationMin, lastMs, day, dates } = event;
  const lengthMs = durationMin * 60_000;
  const file = writeEvent(meeting, event, how);
  const said = {
    title: meeting.title,
    text: descriptionOf(meeting, how),
    link: how.linkTo(meeting),
    startsAtMs,
    endsAtMs: startsAtMs + lengthMs,
  };
  const { id: meetingId, mayChange = false } = meeting;
  return { uid, file, said, meetingId, day, ...(dates && { series: dates }), mayChange, digest: digest(file), lastMs: lastMs + lengthMs };
}

/** What others see of a booking: that there is one, and by which program. */
function wantedBooking(
  { meetingId, fromMs, toMs }: { meetingId: string; fromMs: number; toMs: number },
  productName: string,
  digest: (text: string) => string,
): EventToWrite {
  const uid = `${meetingId}.${fromMs.toString(36)}.room@saal`;
  const title = `Belegt (${productName})`;
  const file = writeBooking({ uid, fromMs, toMs }, title);
  return { uid, file, said: { title, text: '', link: '', startsAtMs: fromMs, endsAtMs: toMs }, digest: digest(file), lastMs: toMs };
}
