/** What the routes share: who asks, and how bodies are read. */
import type { Clock } from '@saal/foundation';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Teller } from '../client-event.ts';
import type { Chatters, PersonHere } from '../chatters.ts';
import type { DeviceKeys } from '../device-keys.ts';
import type { Devices } from '../devices.ts';
import type { BackupStore, ToDeviceStore } from '../encryption-ports.ts';
import { badJson, ChatError, invalidParam } from '../errors.ts';
import type { FloodGuard } from '../flood-guard.ts';
import { isEventId, isRoomId, isUserId, type EventId, type RoomId, type UserId } from '../ids.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { MeetingRooms } from '../meeting-rooms.ts';
import type { ReaderDataStore, RoomReader } from '../ports.ts';
import type { Reading } from '../reading.ts';
import type { Asker, Rooms } from '../rooms.ts';
import type { Syncs } from '../sync.ts';
import type { TypingPeople } from '../typing.ts';
import { mustFitRoom } from './room-guard.ts';

/** The people of this house, as chat needs them. */
export interface HouseAccounts {
  /** Who sends this Cookie header, signed in. */
  signedIn(cookieHeader: string | undefined): Promise<PersonHere | undefined>;
  person(personId: string): Promise<PersonHere | undefined>;
  /** Whose password this is. @throws {SaalError} wrong_credentials, account_disabled, rate_limited */
  prove(claim: { email: string; password: string }, caller: { address: string; userAgent: string | undefined }): Promise<PersonHere>;
  search(text: string, limit: number): Promise<PersonHere[]>;
}

export interface ChatParts {
  accounts: HouseAccounts;
  serverName: string;
  devices: Devices;
  deviceKeys: DeviceKeys;
  toDevice: ToDeviceStore;
  backups: BackupStore;
  floods: FloodGuard;
  chatters: Chatters;
  rooms: Rooms;
  reading: Reading;
  reader: RoomReader;
  readerData: ReaderDataStore;
  syncs: Syncs;
  typing: TypingPeople;
  /** Where there are meetings. */
  meetingRooms?: MeetingRooms | undefined;
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
