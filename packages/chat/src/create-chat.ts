/** Builds chat from its parts; this file and those beside it that begin with create know all of them. */
import { hashSecret, newId, newSecret, type Clock, type Database, type Logger } from '@saal/foundation';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { Chatters } from './chatters.ts';
import { DehydratedDevices } from './dehydrated-devices.ts';
import { DeviceKeys } from './device-keys.ts';
import { Devices } from './devices.ts';
import { Duties } from './duties.ts';
import { EventTeller } from './event-teller.ts';
import { kindOfFile } from './files/file-kind.ts';
import { MediaFolderOnDisk } from './files/media-folder.ts';
import { FloodGuard } from './flood-guard.ts';
import type { HouseAccounts, TurnServer } from './http/context.ts';
import { dutiesPlugin } from './http/duties-routes.ts';
import { LoginTokens } from './login-tokens.ts';
import { matrixPlugin } from './http/plugin.ts';
import { LinkPreviews } from './link-previews.ts';
import { Media, type MediaLimits } from './media.ts';
import { MediaSweep } from './media-sweep.ts';
import { fetchPage } from './outbound/fetch-page.ts';
import type { HouseMeetings } from './meeting-ports.ts';
import { MeetingRooms } from './meeting-rooms.ts';
import { PostgresBackupStore } from './postgres/backup-store.ts';
import { PostgresChatterStore } from './postgres/chatter-store.ts';
import { PostgresDehydratedStore } from './postgres/dehydrated-store.ts';
import { PostgresDeviceStore } from './postgres/device-store.ts';
import { PostgresDirectoryStore } from './postgres/directory-store.ts';
import { PostgresDutiesStore } from './postgres/duties-store.ts';
import { PostgresKeyStore } from './postgres/key-store.ts';
import { PostgresLoginTokenStore } from './postgres/login-token-store.ts';
import { PostgresMediaStore } from './postgres/media-store.ts';
import { NewsListener } from './postgres/news-listener.ts';
import { PostgresNoticeReader } from './postgres/notice-reader.ts';
import { PostgresPushRuleStore } from './postgres/push-rule-store.ts';
import { PostgresMeetingRoomStore } from './postgres/meeting-room-store.ts';
import { PostgresReaderDataStore } from './postgres/reader-data-store.ts';
import { PostgresRelationReader } from './postgres/relation-reader.ts';
import { PostgresRoomReader } from './postgres/room-reader.ts';
import { PostgresRoomStore } from './postgres/room-store.ts';
import { PostgresSearchIndex } from './postgres/search-index.ts';
import { ownKey } from './postgres/server-store.ts';
import { OwnChanges } from './postgres/stream.ts';
import { PostgresSyncReader } from './postgres/sync-reader.ts';
import { narrowed } from './postgres/tables.ts';
import { PostgresToDeviceStore } from './postgres/to-device-store.ts';

import { Reading } from './reading.ts';
import type { RetentionPolicy } from './retention.ts';
import { RoomDirectory } from './room-directory.ts';
import { RoomUpgrades } from './room-upgrade.ts';
import { Rooms } from './rooms.ts';
import { createMoments } from './create-moments.ts';
import { createPush, type PushWish } from './create-push.ts';
import { ThumbnailDrawer } from './pictures/thumbnailer.ts';
import { Search } from './search.ts';
import { Syncs } from './sync.ts';

export interface Chat {
  /** `/_matrix/client` and its `.well-known`; registered by the app without a prefix. */
  http: FastifyPluginAsync;
  /** What administrators do and see, and everybody's own data; registered by the app under `/api`. */
  duties: FastifyPluginAsync;
  /** What is due is erased now; happens by itself once an hour. */
  runDuties(): Promise<void>;
  /** Everything of somebody is signed out: the account was disabled or its password changed. */
  signOut(personId: string): Promise<void>;
  /** What of somebody signed in by this app password is signed out. */
  appPasswordRevoked(personId: string, appPasswordId: string): Promise<void>;
  /** Who is inside a meeting or may write there has changed, or there is none any more: its room follows. */
  meetingChanged(meetingId: string): void;
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
  media: MediaLimits & {
    /** Holds the files people send; shared by all servers of a cluster. Made when it is not there. */
    folder: string;
    /** Whether pages that links lead to are fetched and described. */
    previews: boolean;
  };
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
}

/** For `migrate` of foundation. */
export const chatMigrations = { feature: 'chat', directory: new URL('../migrations/', import.meta.url) };

/** @throws {ServerNameFixed} */
export async function createChat(options: ChatOptions): Promise<Chat> {
  const { accounts, serverName, clock, baseUrl, ownOrigin } = options;
  const log = options.log.child({ feature: 'chat' });
  const db = narrowed(options.db);
  const key = await ownKey(db, serverName, clock);
  const news = await NewsListener.open({ url: options.databaseUrl, db, clock, log });
  const changes = new OwnChanges(db, (pos) => news.committed(pos));
  const reader = new PostgresRoomReader(db, () => news.position());
  const syncReader = new PostgresSyncReader(db);
  const related = new PostgresRelationReader(db);
  const teller = new EventTeller(related);
  const chatters = new Chatters(new PostgresChatterStore(db, clock), serverName);
  const reading = new Reading({ reader, sync: syncReader, related, teller });
  const folder = new MediaFolderOnDisk(options.media.folder);
  const mediaStore = new PostgresMediaStore(db);
  const media = new Media({
    ...{ store: mediaStore, folder, thumbnailer: new ThumbnailDrawer(), detect: kindOfFile, newId, limits: options.media, clock },
    mayReadEvent: (userId, roomId, eventId) => reading.maySee(userId, roomId, eventId),
  });
  const sweep = new MediaSweep({ store: mediaStore, folder, clock, log });
  const store = new PostgresRoomStore(changes, clock, (mediaIds) => sweep.remove(mediaIds));
  const rooms = new Rooms({ store, reader, chatter: (userId) => chatters.byId(userId), key, clock });
  const secrets = { newSecret, hash: hashSecret };
  const loginTokens = new LoginTokens({ store: new PostgresLoginTokenStore(db), secrets, clock });
  const devices = new Devices({ store: new PostgresDeviceStore(changes), secrets, clock });
  const readerData = new PostgresReaderDataStore(changes, clock);
  const moments = createMoments({ db, news, readerData, withPresence: options.presence === true, clock, log });
  const { typing, ephemeral, presence, circles } = moments;
  const deviceKeys = new DeviceKeys(new PostgresKeyStore(changes));
  const toDevice = new PostgresToDeviceStore(changes, clock);
  const notices = new PostgresNoticeReader(db);
  const syncs = new Syncs({
    ...{ reader: syncReader, wakeups: news, typing, deviceKeys, toDevice, teller, notices, clock },
    ...{ ephemeral, presence: moments.presenceSync },
  });
  const pushRules = new PostgresPushRuleStore(changes);
  const push = await createPush(options.push, {
    ...{ db, reader, sync: syncReader, notices, rules: pushRules, readerData, serverName, clock, log },
  });
  news.onRooms = (changed) => push.delivery.roomsChanged(changed);
  const dutiesStore = new PostgresDutiesStore(db, clock);
  const duties = new Duties({
    ...{
      store: dutiesStore,
      clock,
      policy: options.retention ?? { direct: undefined, group: undefined, team: undefined, meeting: undefined },
    },
    async takeLeave(userId) {
      await devices.signOut(userId);
      for (const roomId of await reader.joinedRooms(userId)) await rooms.leave(userId, roomId);
    },
    failed: (error) => log.error({ err: error }, 'what is due could not be erased; the next hour tries again'),
  });
  duties.start();
  const directoryStore = new PostgresDirectoryStore(db, clock);
  const { meetings } = options;
  const meetingRooms =
    meetings &&
    new MeetingRooms({
      ...{ house: meetings, store: new PostgresMeetingRoomStore(db), rooms, reader, chatters, devices, clock },
      unique: () =>
        newSecret()
          .toLowerCase()
          .replace(/[^a-z0-9]/g, '')
          .slice(0, 16),
      failed: (error, meetingId) => log.warn({ err: error, meetingId }, 'the room of a meeting does not follow it yet'),
    });
  meetingRooms?.catchUp();
  return {
    http: matrixPlugin({
      ...{ accounts, serverName, devices, chatters, rooms, reader, syncs, typing, clock, baseUrl, ownOrigin },
      ...{ deviceKeys, toDevice, backups: new PostgresBackupStore(db), floods: new FloodGuard(), meetingRooms },
      ...{ reading, media, previews: options.media.previews ? new LinkPreviews({ fetch: fetchPage, clock }) : undefined },
      loginTokens,
      dehydrated: new DehydratedDevices({ store: new PostgresDehydratedStore(db, clock), devices, keys: deviceKeys }),
      ...{ readerData, notices, pushRules, teller, presence, circles, pushers: push.pushers, webPushKey: push.webPushKey },
      search: new Search({ index: new PostgresSearchIndex(db), sync: syncReader, reader, teller }),
      ...{ directory: new RoomDirectory({ store: directoryStore, reader }), directoryStore, turn: options.turn ?? (() => undefined) },
      upgrades: new RoomUpgrades({ rooms, reader, directory: directoryStore }),
    }),
    duties: dutiesPlugin({ accounts, chatters, reader, duties, store: dutiesStore }),
    runDuties: () => duties.run(),
    async signOut(personId) {
      await loginTokens.forget(personId);
      const chatter = await chatters.ofPerson(personId);
      if (chatter) await devices.signOut(chatter.userId);
    },
    async appPasswordRevoked(personId, appPasswordId) {
      const chatter = await chatters.ofPerson(personId);
      if (chatter) await devices.signOutEnteredBy(chatter.userId, appPasswordId);
    },
    meetingChanged: (meetingId) => meetingRooms?.followSurely(meetingId),
    async close() {
      meetingRooms?.close();
      moments.close();
      await push.delivery.close();
      sweep.close();
      await duties.close();
      await news.close();
    },
  };
}
