/** Joins what an administration has to do: an end to what is kept, holds, one person's data. */
import type { Ground } from './create-ground.ts';
import type { Devices } from './devices.ts';
import { Duties } from './duties.ts';
import type { RoomReader } from './ports.ts';
import { PostgresDutiesStore } from './postgres/duties-store.ts';
import type { RetentionPolicy } from './retention.ts';
import type { Rooms } from './rooms.ts';

const forEver: RetentionPolicy = { direct: undefined, group: undefined, team: undefined, meeting: undefined };

/** They run from now on. */
export function createDuties(
  policy: RetentionPolicy = forEver,
  { db, clock, log }: Ground,
  { devices, rooms, reader }: { devices: Devices; rooms: Rooms; reader: RoomReader },
) {
  const store = new PostgresDutiesStore(db, clock);
  const duties = new Duties({
    ...{ store, clock, policy },
    async takeLeave(userId) {
      await devices.signOut(userId);
      for (const roomId of await reader.joinedRooms(userId)) await rooms.takeOut(userId, roomId);
    },
    failed: (error) => log.error({ err: error }, 'what is due could not be erased; the next hour tries again'),
  });
  duties.start();
  return { duties, store };
}
