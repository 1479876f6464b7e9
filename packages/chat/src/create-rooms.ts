/** Joins what is done in rooms and with them: writing, finding them, replacing them. */
import type { Chatters } from './chatters.ts';
import type { Ground } from './create-ground.ts';
import { Externals } from './externals.ts';
import type { UserId } from './ids.ts';
import type { MediaSweep } from './media-sweep.ts';
import type { RoomReader } from './ports.ts';
import { PostgresDirectoryStore } from './postgres/directory-store.ts';
import { PostgresRoomStore } from './postgres/room-store.ts';
import { RoomDirectory } from './room-directory.ts';
import { RoomUpgrades } from './room-upgrade.ts';
import { Rooms } from './rooms.ts';

export function createRooms(ground: Ground, parts: { reader: RoomReader; chatters: Chatters; sweep: MediaSweep }) {
  const { db, key, changes, clock } = ground;
  const { reader, chatters, sweep } = parts;
  const store = new PostgresRoomStore(changes, clock, (mediaIds) => sweep.remove(mediaIds));
  const directoryStore = new PostgresDirectoryStore(db, clock);
  const chatter = (userId: UserId) => chatters.byId(userId);
  const externals = new Externals({
    ...{ reader, chatter },
    areTogether: async (userId, other) => (await directoryStore.mutualRooms(userId, other)).length > 0,
  });
  const rooms = new Rooms({ store, reader, chatter, externals, key, clock });
  return {
    ...{ rooms, externals, directoryStore },
    directory: new RoomDirectory({ store: directoryStore, reader, externals }),
    upgrades: new RoomUpgrades({ rooms, reader, directory: directoryStore }),
  };
}
