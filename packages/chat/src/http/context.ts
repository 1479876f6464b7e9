/** What the routes share: who asks, and how bodies are read. */
import type { Clock } from '@saal/foundation';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Teller } from '../client-event.ts';
import type { Calls } from '../calls.ts';
import type { Chatters, PersonHere } from '../chatters.ts';
import type { DehydratedDevices } from '../dehydrated-devices.ts';
import type { DeviceKeys } from '../device-keys.ts';
import type { Devices } from '../devices.ts';
import type { BackupStore, ToDeviceStore } from '../encryption-ports.ts';
import { badJson, ChatError, invalidParam } from '../errors.ts';
import type { Externals } from '../externals.ts';
import type { FloodGuard } from '../flood-guard.ts';
import type { EventTeller } from '../event-teller.ts';
import type { LoginTokens } from '../login-tokens.ts';
import { isEventId, isRoomId, isUserId, type EventId, type RoomId, type UserId } from '../ids.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { LinkPreviews } from '../link-previews.ts';
import type { Media } from '../media.ts';
import type { MeetingRooms } from '../meeting-rooms.ts';
import type { ReaderDataStore, RoomReader } from '../ports.ts';
import type { PlannedMessages } from '../planned-messages.ts';
import type { PresentPeople } from '../presence.ts';
import type { Circles } from '../presence-sync.ts';
import type { NoticeReader, PusherStore, PushRuleStore } from '../push-ports.ts';
import type { Reading } from '../reading.ts';
import type { DirectoryStore } from '../directory-ports.ts';
import type { RoomDirectory } from '../room-directory.ts';
import type { RoomUpgrades } from '../room-upgrade.ts';
import type { Asker, Rooms } from '../rooms.ts';
import type { Search } from '../search.ts';
import type { Syncs } from '../sync.ts';
import type { TypingPeople } from '../typing.ts';
import { mustFitRoom } from './room-guard.ts';

/** Who signed in, and by which of their app passwords or sessions of our pages, if by one. */
export type Proven = PersonHere & { appPasswordId?: string | undefined; sessionId?: string | undefined };

/** The people of this house, as chat needs them. */
export interface HouseAccounts {
  /** Who sends this Cookie header, signed in. */
  signedIn(cookieHeader: string | undefined): Promise<Proven | undefined>;
  person(personId: string): Promise<PersonHere | undefined>;
  /** Whether their account is there and not disabled. */
  isOpen(personId: string): Promise<boolean>;
  /** Whose password or app password this is. @throws {SaalError} wrong_credentials, account_disabled, app_password_needed, rate_limited */
  prove(
    claim: { email: string; password: string },
    caller: { address: string; userAgent: string | undefined },
    /** Asked once more of who is in already. */
    o?: { signedIn: boolean },
  ): Promise<Proven>;
  search(text: string, limit: number): Promise<PersonHere[]>;
}

/** Of our own relay (client-server API, "Voice over IP"). */
export interface TurnServer {
  username: string;
  password: string;
  uris: string[];
  /** Seconds. */
  ttl: number;
}

export interface ChatParts {
  accounts: HouseAccounts;
  serverName: string;
  externals: Externals;
  devices: Devices;
  loginTokens: LoginTokens;
  deviceKeys: DeviceKeys;
  dehydrated: DehydratedDevices;
  toDevice: ToDeviceStore;
  backups: BackupStore;
  floods: FloodGuard;
  chatters: Chatters;
  rooms: Rooms;
  reading: Reading;
  media: Media;
  /** Undefined: links are not followed. */
  previews: LinkPreviews | undefined;
  reader: RoomReader;
  readerData: ReaderDataStore;
  search: Search;
  directory: RoomDirectory;
  directoryStore: DirectoryStore;
  upgrades: RoomUpgrades;
  /** For calls of clients of others; undefined: there is no relay. */
  turn: (userId: UserId) => TurnServer | undefined;
  syncs: Syncs;
  typing: TypingPeople;
  /** Undefined: here nobody is told who is there. */
  presence: PresentPeople | undefined;
  circles: Circles;
  notices: NoticeReader;
  pushRules: PushRuleStore;
  pushers: PusherStore;
  /** For browsers, base64url; undefined: this house sends nothing to them. */
  webPushKey: string | undefined;
  teller: EventTeller;
  planned: PlannedMessages;
  /** Where there are meetings. */
  meetingRooms?: MeetingRooms | undefined;
  /** Where meetings are made for rooms. */
  calls?: Pick<Calls, 'isCall'> | undefined;
  clock: Clock;
  /** Address of this server for clients, without a slash at its end. */
  baseUrl: (request: FastifyRequest) => string;
  ownOrigin: (request: FastifyRequest) => boolean;
}

/** The device that a request is from. @throws {ChatError} missing_token, unknown_token, limit_exceeded */
export async function askerOf(request: FastifyRequest, { devices, floods, clock }: ChatParts): Promise<Asker> {
  // In the query is where clients put it before version 1.11 of the specification.
  const token = bearerOf(request) ?? queryOf(request).access_token;
  if (token === undefined || token === '') throw new ChatError('missing_token', 'an access token is needed');
  const asker = await devices.asker(token);
  if (asker.onlyRoom !== undefined) mustFitRoom(request, asker.onlyRoom);
  if (request.method !== 'GET') floods.count(asker.userId, clock.now());
  return asker;
}

function bearerOf(request: FastifyRequest): string | undefined {
  const match = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '');
  return match?.[1];
}

export const tellerFor = (asker: Asker, clock: Clock): Teller => ({ ...asker, nowMs: clock.now() });

export function queryOf(request: FastifyRequest): Record<string, string | undefined> {
  const query: Record<string, string | undefined> = {};
  for (const [key, value] of Object.entries(request.query as Record<string, unknown>)) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') query[key] = last;
  }
  return query;
}

/** A part of the path. */
export function partOf(request: FastifyRequest, name: string): string {
  const value = (request.params as Record<string, unknown>)[name];
  if (typeof value !== 'string' || value.includes('\0')) throw invalidParam(`${name} does not fit`);
  return value;
}

/** @throws {ChatError} invalid_param */
export function roomIdOf(request: FastifyRequest): RoomId {
  const roomId = partOf(request, 'roomId');
  if (!isRoomId(roomId)) throw invalidParam('this is not the id of a room');
  return roomId;
}

export function eventIdOfPath(request: FastifyRequest): EventId {
  const eventId = partOf(request, 'eventId');
  if (!isEventId(eventId)) throw new ChatError('not_found', 'there is no such event');
  return eventId;
}

/** The whole body, an object. @throws {ChatError} bad_json */
export function objectOf(request: FastifyRequest): JsonObject {
  const { body } = request;
  if (body === undefined || body === null) return {};
  if (!isObject(body)) throw badJson('the body is not an object');
  return body;
}

/** @throws {ZodError} */
export function bodyOf<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  return schema.parse(objectOf(request), { reportInput: true });
}

/** Only about oneself. @throws {ChatError} forbidden */
export function ownPath(request: FastifyRequest, asker: Asker): UserId {
  if (partOf(request, 'userId') !== asker.userId) throw new ChatError('forbidden', "only one's own is told or changed");
  return asker.userId;
}

export const UserIdText = z.string().max(255).refine(isUserId, { message: 'not the name of anybody' });
export const Reason = z.string().max(1_000).optional();

export function wholeNumberOf(text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,15}$/.test(text)) throw invalidParam('a whole number is needed');
  return Math.min(Number(text), most);
}
