/** Builds chat from its parts; this file and those beside it that begin with create know all of them. */
import type { Clock, Database, Logger } from '@saal/foundation';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { HouseCalls } from './call-ports.ts';
import { createAttendance, createCalls } from './create-calls.ts';
import { createDirectoryTeams } from './create-directory-teams.ts';
import { createDuties } from './create-duties.ts';
import { createEncryption } from './create-encryption.ts';
import { createGround } from './create-ground.ts';
import { createMedia, type MediaWish } from './create-media.ts';
import { createMeetingRooms } from './create-meeting-rooms.ts';
import { createMoments } from './create-moments.ts';
import { createPeople } from './create-people.ts';
import { createPlanned } from './create-planned.ts';
import { createPush, type PushWish } from './create-push.ts';
import { createReading } from './create-reading.ts';
import { createRooms } from './create-rooms.ts';
import { FloodGuard } from './flood-guard.ts';
import type { HouseAccounts, TurnServer } from './http/context.ts';
import type { HouseGroups } from './directory-team-ports.ts';
import { directoryTeamsPlugin } from './http/directory-team-routes.ts';
import { dutiesPlugin } from './http/duties-routes.ts';
import { personPlugin } from './http/person-routes.ts';
import { statusPlugin } from './http/status-routes.ts';
import { matrixPlugin } from './http/plugin.ts';
import type { HouseMeetings } from './meeting-ports.ts';
import { QuickSync } from './quick-sync.ts';
import { longestMs, type RetentionPolicy } from './retention.ts';
import { Syncs } from './sync.ts';

export interface Chat {
  /** `/_matrix/client` and its `.well-known`; registered by the app without a prefix. */
  http: FastifyPluginAsync;
  /** What administrators do and see, and everybody's own data; registered by the app under `/api`. */
  duties: FastifyPluginAsync;
  /** Calls from rooms, one's own status and teams of the directory, for our own pages; registered by the app under `/api`. */
  pages: FastifyPluginAsync;
  /** What is due is erased now; happens by itself once an hour. */
  runDuties(): Promise<void>;
  /** Everything of somebody is signed out: the account was disabled or its password changed. */
  signOut(personId: string): Promise<void>;
  /** What of somebody signed in by this app password is signed out. */
  appPasswordRevoked(personId: string, appPasswordId: string): Promise<void>;
  /** The browser that signed in by this session of our pages is signed out, and no other client. */
  sessionEnded(personId: string, sessionId: string): Promise<void>;
  /** Who is inside a meeting or may write there has changed, or there is none any more: its room follows. */
  meetingChanged(meetingId: string): void;
  /** A group of the directory may have changed: its team follows. Happens by itself within half a minute. */
  groupsChanged(): void;
  /** A visitor of a meeting is in another browser now: what the former one has of the room is over. */
  visitorMoved(meetingId: string, visitor: string): Promise<void>;
  /** Who waits for news is answered; nothing is lost. Idempotent. */
  close(): Promise<void>;
}

export interface ChatOptions {
  /** Days that messages are kept, by kind of room. Default: for ever. */
  retention?: RetentionPolicy | undefined;
  db: Database;
  /** Of the same database: news are listened to on a connection of its own. */
  databaseUrl: string;
  accounts: HouseAccounts;
  /** In all ids: a domain, never a port. Fixed once somebody has a name in chat. */
  serverName: string;
  media: MediaWish;
  clock: Clock;
  log: Logger;
  baseUrl: (request: FastifyRequest) => string;
  /** Whether the request comes from a page of ours. */
  ownOrigin: (request: FastifyRequest) => boolean;
  push?: PushWish | undefined;
  /** Whether people who share a room are told who of them is there. */
  presence?: boolean;
  /** Of our own relay, for calls of clients of others; without it they are told of none. */
  turn?: ((userId: string) => TurnServer | undefined) | undefined;
  /** Each meeting has a room then. */
  meetings?: HouseMeetings | undefined;
  /** Each of these groups has a team then. */
  groups?: HouseGroups | undefined;
  /** Meetings are made for rooms then. */
  calls?: HouseCalls | undefined;
}

/** For `migrate` of foundation. */
export const chatMigrations = { feature: 'chat', directory: new URL('../migrations/', import.meta.url) };

/** @throws {ServerNameFixed} */
export async function createChat(options: ChatOptions): Promise<Chat> {
  const { accounts, baseUrl, ownOrigin, turn = () => undefined } = options;
  const ground = await createGround(options);
  const { news, memory, serverName, clock } = ground;
  const people = createPeople(ground);
  const { chatters, devices, loginTokens } = people;
  const { sync, ...views } = createReading(ground);
  const { reader, readerData, teller, notices } = views;
  const { sweep, ...files } = createMedia(options.media, options.retention && longestMs(options.retention), ground, views.reading);
  const places = createRooms(ground, { reader, chatters, sweep });
  const { rooms } = places;
  const encryption = createEncryption(ground, devices);
  const moments = createMoments(options.presence === true, ground, readerData);
  const { typing, ephemeral, presence, circles, presenceSync } = moments;
  const { delivery, ...push } = await createPush(options.push, ground, { notices, reader, sync, readerData });
  const { duties, store } = createDuties(options.retention, ground, { devices, rooms, reader });
  const meetingRooms = createMeetingRooms(options.meetings, ground, { rooms, reader, chatters, devices });
  const directoryTeams = createDirectoryTeams(options.groups, ground, { rooms, reader, chatters });
  const { deviceKeys, toDevice } = encryption;
  const syncs = new Syncs({
    ...{ reader: sync, wakeups: news, typing, deviceKeys, toDevice, teller, notices, ephemeral, presence: presenceSync, clock },
    ...{ quick: new QuickSync({ news, memory, typing, clock }), ignored: views.ignored },
  });
  const floods = new FloodGuard();
  const planned = createPlanned(ground, { rooms, chatters, accounts });
  const attendance = createAttendance(options.meetings, ground, { presence, chatters, attends: moments.attends });
  const calls = createCalls(options.meetings, options.calls, ground, {
    ...{ moments, rooms, reader, readerData, ignored: views.ignored, pushRules: push.pushRules },
    ...{ presence, chatters, accounts, floods },
  });
  return {
    // A new part: made in the file of its subject, named in ChatParts.
    http: matrixPlugin({
      ...{ ...people, ...views, ...files, ...places, ...encryption, ...push },
      ...{ accounts, serverName, syncs, typing, presence, circles, meetingRooms, turn, clock, baseUrl, ownOrigin },
      ...{ floods, planned, calls: calls?.calls },
    }),
    duties: dutiesPlugin({ accounts, chatters, reader, duties, store }),
    pages: async (app) => {
      if (calls) await app.register(calls.http);
      await app.register(personPlugin({ accounts, chatters, externals: places.externals }));
      if (directoryTeams)
        await app.register(directoryTeamsPlugin({ accounts, chatters, ...directoryTeams, write: (entry) => store.write(entry) }));
      await app.register(statusPlugin({ accounts, chatters, readerData, presence, nowMs: () => clock.now() }));
    },
    runDuties: () => duties.run(),
    async signOut(personId) {
      await loginTokens.forget(personId);
      const chatter = await chatters.ofPerson(personId);
      if (chatter) await devices.signOut(chatter.userId);
    },
    async appPasswordRevoked(personId, appPasswordId) {
      const chatter = await chatters.ofPerson(personId);
      if (chatter) await devices.signOutEnteredBy(chatter.userId, { appPasswordId });
    },
    async sessionEnded(personId, sessionId) {
      const chatter = await chatters.ofPerson(personId);
      if (chatter) await devices.signOutEnteredBy(chatter.userId, { sessionId });
    },
    meetingChanged(meetingId) {
      meetingRooms?.followSurely(meetingId);
      calls?.calls.followSurely(meetingId);
      attendance?.followSurely(meetingId);
    },
    groupsChanged() {
      directoryTeams?.teams.followSoon();
    },
    async visitorMoved(meetingId, visitor) {
      await meetingRooms?.endClients(meetingId, visitor);
    },
    async close() {
      await directoryTeams?.teams.close();
      meetingRooms?.close();
      calls?.calls.close();
      attendance?.close();
      moments.close();
      await delivery.close();
      sweep.close();
      await duties.close();
      await planned.close();
      await news.close();
    },
  };
}
