/** Joins the rooms of meetings with the meetings they follow. */
import { newSecret } from '@saal/foundation';
import type { Ground } from './create-ground.ts';
import type { HouseMeetings } from './meeting-ports.ts';
import { MeetingRooms, type MeetingRoomsOptions } from './meeting-rooms.ts';
import { PostgresMeetingRoomStore } from './postgres/meeting-room-store.ts';

type Parts = Pick<MeetingRoomsOptions, 'rooms' | 'reader' | 'chatters' | 'devices'>;

/** @param house undefined: there are no meetings here. What others left undone is looked for from now on. */
export function createMeetingRooms(
  house: HouseMeetings | undefined,
  { db, clock, log }: Ground,
  { rooms, reader, chatters, devices }: Parts,
): MeetingRooms | undefined {
  if (!house) return undefined;
  const meetingRooms = new MeetingRooms({
    ...{ house, store: new PostgresMeetingRoomStore(db), rooms, reader, chatters, devices, clock },
    unique: () =>
      newSecret()
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '')
        .slice(0, 16),
    failed: (error, meetingId) => log.warn({ err: error, meetingId }, 'the room of a meeting does not follow it yet'),
  });
  meetingRooms.catchUp();
  return meetingRooms;
}
