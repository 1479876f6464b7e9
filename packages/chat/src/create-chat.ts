/** Builds chat from its parts; the one file of the package that knows all of them. */
import { hashSecret, newSecret, type Clock, type Database, type Logger } from '@saal/foundation';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { Chatters } from './chatters.ts';
import { DeviceKeys } from './device-keys.ts';
import { Devices } from './devices.ts';
import { EventTeller } from './event-teller.ts';
import { FloodGuard } from './flood-guard.ts';
import type { HouseAccounts } from './http/context.ts';
import { matrixPlugin } from './http/plugin.ts';
import type { HouseMeetings } from './meeting-ports.ts';
import { MeetingRooms } from './meeting-rooms.ts';
import { PostgresBackupStore } from './postgres/backup-store.ts';
import { PostgresChatterStore } from './postgres/chatter-store.ts';
import { PostgresDeviceStore } from './postgres/device-store.ts';
import { PostgresKeyStore } from './postgres/key-store.ts';
import { NewsListener } from './postgres/news-listener.ts';
import { PostgresMeetingRoomStore } from './postgres/meeting-room-store.ts';
import { PostgresReaderDataStore } from './postgres/reader-data-store.ts';
import { PostgresRelationReader } from './postgres/relation-reader.ts';
import { PostgresRoomReader } from './postgres/room-reader.ts';
import { PostgresRoomStore } from './postgres/room-store.ts';
import { ownKey } from './postgres/server-store.ts';
import { OwnChanges } from './postgres/stream.ts';
import { PostgresSyncReader } from './postgres/sync-reader.ts';
import { narrowed } from './postgres/tables.ts';
import { PostgresToDeviceStore } from './postgres/to-device-store.ts';
import { Reading } from './reading.ts';
import { Rooms } from './rooms.ts';
import { Syncs } from './sync.ts';
import { TypingPeople } from './typing.ts';

export interface Chat {
  /** `/_matrix/client` and its `.well-known`; registered by the app without a prefix. */
  http: FastifyPluginAsync;
  /** Everything of somebody is signed out: the account was disabled or its password changed. */
  signOut(personId: string): Promise<void>;
  /** Who is inside a meeting or may write there has changed, or there is none any more: its room follows. */
  meetingChanged(meetingId: string): void;
  /** Who waits for news is answered; nothing is lost. Idempotent. */
  close(): Promise<void>;
}

export interface ChatOptions {
  db: Database;
  /** Of the same database: news are listened to on a connection of its own. */
  databaseUrl: string;
  accounts: HouseAccounts;
  /** In all ids: a domain, never a port. Fixed once somebody has a name in chat. */
  serverName: string;
  clock: Clock;
  log: Logger;
  baseUrl: (request: FastifyRequest) => string;
  /** Whether the request comes from a page of ours. */
  ownOrigin: (request: FastifyRequest) => boolean;
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
  const chatters = new Chatters(new PostgresChatterStore(db, clock), serverName);
  const store = new PostgresRoomStore(changes, clock);
  const rooms = new Rooms({ store, reader, chatter: (userId) => chatters.byId(userId), key, clock });
  const devices = new Devices({ store: new PostgresDeviceStore(changes), secrets: { newSecret, hash: hashSecret }, clock });
  const typing = new TypingPeople(clock, (roomId) => {
    news.roomChanged(roomId).catch((error: unknown) => log.warn({ err: error }, 'who types could not be told'));
  });
  const deviceKeys = new DeviceKeys(new PostgresKeyStore(changes));
  const toDevice = new PostgresToDeviceStore(changes, clock);
  const related = new PostgresRelationReader(db);
  const teller = new EventTeller(related);
  const syncs = new Syncs({ reader: syncReader, wakeups: news, typing, deviceKeys, toDevice, teller, clock });
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
      reading: new Reading({ reader, sync: syncReader, related, teller }),
      readerData: new PostgresReaderDataStore(changes, clock),
    }),
    async signOut(personId) {
      const chatter = await chatters.ofPerson(personId);
      if (chatter) await devices.signOut(chatter.userId);
    },
    meetingChanged: (meetingId) => meetingRooms?.followSurely(meetingId),
    async close() {
      meetingRooms?.close();
      await news.close();
    },
  };
}
