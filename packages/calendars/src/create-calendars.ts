/** Builds calendars from its parts; the one file of the package that knows all of them. */
import { createHash } from 'node:crypto';
import { every, hashSecret, InstallationSeal, newSecret, type Clock, type Database, type Logger } from '@saal/foundation';
import type { PersonId } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import { BusyTimes } from './busy-times.ts';
import { CalendarWriter } from './calendar-writer.ts';
import { caldavServers } from './caldav/caldav-servers.ts';
import { davDispatcher } from './caldav/dav-client.ts';
import { Connections } from './connections.ts';
import { Feeds } from './feeds.ts';
import { busyRoutes } from './http/busy-routes.ts';
import { connectionRoutes } from './http/connection-routes.ts';
import { outlookRoutes } from './http/outlook-routes.ts';
import { feedRoutes } from './http/feed-routes.ts';
import { readBusy } from './ical/read-busy.ts';
import { descriptionOf, writeEvent, writeFeed, type CalendarText } from './ical/write-calendar.ts';
import { ewsExchange } from './microsoft/ews-exchange.ts';
import { ExchangeHttp } from './microsoft/exchange-http.ts';
import { exchangeBusy, exchangeServer, type Exchange } from './microsoft/exchange.ts';
import { graphExchange } from './microsoft/graph-exchange.ts';
import { OutlookLinks } from './outlook-links.ts';
import { datesOf, eventsOf, type CalendarEvent, type PlannedMeeting } from './planned-meeting.ts';
import type { BusySource, CalendarServers, MeetingsOfPeople, OutlookPlans, People, WantedEvent } from './ports.ts';
import { createConnectionStore } from './postgres/connection-store.ts';
import { createFeedStore } from './postgres/feed-store.ts';
import { createOutlookStore } from './postgres/outlook-store.ts';
import { createSettingStore } from './postgres/setting-store.ts';
import type { CalendarSettings, MicrosoftSettings } from './settings.ts';

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
      caldavServers(settings.caldav, dispatcher, readBusy),
      ...(settings.microsoft && exchange ? [exchangeServer(settings.microsoft, exchange)] : []),
    ]),
    seal: new InstallationSeal(options.installationSecret, 'saal calendars passwords of calendar servers 1'),
  });
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
      sources: [...(settings.caldav.length > 0 ? [connected] : []), ...(exchange ? [exchangeBusy(exchange)] : [])],
    },
    failed: (personId, error) => log.warn({ err: error, personId }, 'a calendar could not be read'),
  });
  const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
  const writer = new CalendarWriter({
    ...{ store, connections, digest, clock },
    async wanted(personId, takesSeries) {
      const content = await feeds.contentFor(personId);
      if (!content) return undefined;
      const how = { ...content, linkTo: ({ id }: { id: string }) => `${publicUrl ?? ''}/m/${id}` };
      return content.meetings.flatMap((meeting) =>
        (takesSeries ? eventsOf(meeting) : datesOf(meeting, clock.now())).map((event) => wantedEvent(meeting, event, how, digest)),
      );
    },
    failed: (personId, error) => log.warn({ err: error, personId }, 'a calendar could not be written; it is tried again'),
  });
  // Without servers nothing can be due; without an address of our own a written link would lead nowhere.
  const isUsed = settings.caldav.length > 0 || exchange !== undefined;
  const look = (): void => void writer.wake();
  const stopLooking = isUsed ? every(clock, LOOK_EVERY_MS, look) : () => {};
  if (isUsed) look();
  return {
    http: async (app) => {
      feedRoutes(app, {
        ...{ viewerOf, feeds, baseUrl },
        write: (content, base) => writeFeed(content.meetings, { ...content, name: productName, linkTo: ({ id }) => `${base}/m/${id}` }),
      });
      connectionRoutes(app, { viewerOf, connections, changed: look });
      outlookRoutes(app, { viewerOf, links: outlookLinks, plans: options.plans, baseUrl });
      busyRoutes(app, { viewerOf, busyTimes, settings: settingStore, clock });
    },
    changed: async (personId) => {
      if (isUsed) await store.wake(personId, clock.now());
    },
    settled: () => writer.wake(),
    async close() {
      stopLooking();
      await writer.close();
      await dispatcher.close();
    },
  };
}

function exchangeBy(settings: MicrosoftSettings, dispatcher: Dispatcher, clock: Clock): Exchange {
  const now = (): number => clock.now();
  return settings.kind === 'graph'
    ? graphExchange(new ExchangeHttp(settings.oauth, dispatcher, now), settings.url)
    : ewsExchange(new ExchangeHttp(settings.auth, dispatcher, now), settings.url);
}

function allServers(each: readonly CalendarServers[]): CalendarServers {
  return {
    list: () => each.flatMap((servers) => servers.list()),
    account: (server, who) => each.find((servers) => servers.list().some(({ id }) => id === server))?.account(server, who),
  };
}

function wantedEvent(meeting: PlannedMeeting, event: CalendarEvent, how: CalendarText, digest: (text: string) => string): WantedEvent {
  const { uid, startsAtMs, durationMin, lastMs } = event;
  const lengthMs = durationMin * 60_000;
  const file = writeEvent(meeting, event, how);
  const said = {
    title: meeting.title,
    text: descriptionOf(meeting, how),
    link: how.linkTo(meeting),
    startsAtMs,
    endsAtMs: startsAtMs + lengthMs,
  };
  return { uid, file, said, digest: digest(file), lastMs: lastMs + lengthMs };
}
