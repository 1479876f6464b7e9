/** Joins what belongs to calls from rooms. */
import { newId } from '@saal/foundation';
import type { FastifyPluginAsync } from 'fastify';
import { Attendance } from './attendance.ts';
import type { HouseCalls } from './call-ports.ts';
import { Calls } from './calls.ts';
import type { Chatters } from './chatters.ts';
import type { MomentParts } from './create-moments.ts';
import type { Ground } from './create-ground.ts';
import type { FloodGuard } from './flood-guard.ts';
import { callsPlugin } from './http/call-routes.ts';
import type { HouseAccounts } from './http/context.ts';
import type { UserId } from './ids.ts';
import type { IgnoredPeople } from './ignored-people.ts';
import type { HouseMeetings } from './meeting-ports.ts';
import type { ReaderDataStore, RoomReader } from './ports.ts';
import { PostgresCallStore } from './postgres/call-store.ts';
import { PRESENCE_WISH, type PresentPeople } from './presence.ts';
import type { PushRuleStore } from './push-ports.ts';
import { isMuted } from './push-rule-book.ts';
import { isQuiet, QUIET_HOURS } from './quiet-hours.ts';
import { Rings } from './rings.ts';
import type { Rooms } from './rooms.ts';

export interface CallParts {
  calls: Calls;
  http: FastifyPluginAsync;
}

interface Parts {
  moments: Pick<MomentParts, 'tellRing' | 'onRing'>;
  rooms: Rooms;
  reader: RoomReader;
  readerData: Pick<ReaderDataStore, 'accountData'>;
  pushRules: Pick<PushRuleStore, 'of'>;
  ignored: IgnoredPeople;
  /** Undefined: nobody is told who is there. */
  presence: PresentPeople | undefined;
  chatters: Chatters;
  accounts: HouseAccounts;
  floods: FloodGuard;
}

/** @returns undefined where there are no meetings */
export function createCalls(
  house: HouseMeetings | undefined,
  houseCalls: HouseCalls | undefined,
  { db, news, clock, log }: Ground,
  { moments, rooms, reader, readerData, pushRules, ignored, presence, chatters, accounts, floods }: Parts,
): CallParts | undefined {
  if (!house || !houseCalls) return undefined;
  const failed = (error: unknown, meetingId?: string): void =>
    log.warn({ err: error, meetingId }, 'the room of a call does not follow it yet');
  const store = new PostgresCallStore(db);
  const rings = new Rings({
    ...{ store, clock, newId, failed, tellServers: moments.tellRing },
    async wantsQuiet(userId, { caller, roomId }) {
      if ((await ignored.of(userId)).has(caller) || isMuted(await pushRules.of(userId), roomId)) return true;
      const wish = await readerData.accountData(userId, undefined, PRESENCE_WISH);
      return wish?.['state'] === 'dnd' || isQuiet(await readerData.accountData(userId, undefined, QUIET_HOURS), clock.now());
    },
    changed: (meetingId) => calls.followSurely(meetingId),
  });
  const calls = new Calls({ ...{ house, calls: houseCalls, rooms, reader, chatters }, ...{ clock, store, rings, failed } });
  moments.onRing((moment) => rings.heard(moment));
  news.onStates = (rooms) => calls.roomsChanged(rooms);
  calls.catchUp();
  const isInMeeting = (userId: UserId): boolean => presence?.isInMeeting(userId) === true;
  return { calls, http: callsPlugin({ accounts, chatters, calls, rings, floods, isInMeeting, nowMs: () => clock.now() }) };
}

/** Tells who is in a meeting. @returns undefined where nobody is told who is there */
export function createAttendance(
  house: HouseMeetings | undefined,
  { clock, log }: Ground,
  { presence, chatters, attends }: { presence: PresentPeople | undefined; chatters: Chatters; attends: MomentParts['attends'] },
): Attendance | undefined {
  if (!house || !presence) return undefined;
  return new Attendance({
    ...{ house, chatters, clock, tell: attends },
    failed: (error, meetingId) => log.warn({ err: error, meetingId }, 'who is in a meeting could not be told'),
  });
}
