import type { Clock, Logger } from '@saal/foundation';
import type { DeviceId, IceServer, MeetingId } from '@saal/protocol';
import { keepTogether } from '../placement/keep-together.ts';
import type { Valve } from '../overload-valve.ts';
import type { MediaLoad, MediaRoomListener, MediaService } from '../ports.ts';
import type { SlotsFrom } from '../slot-mode.ts';
import { LocalPlaces } from './local-places.ts';
import { Room, type RoomSettings } from './room.ts';
import type { BranchPlaces } from './room-branch.ts';
import { WorkerPool } from './worker-pool.ts';

export interface MediaServiceOptions {
  /** One a core is what they scale to. */
  workers: number;
  /** Own address to listen on; 0.0.0.0 or :: for all. */
  listenIp: string;
  /** What browsers are told instead of `listenIp`: the public address or host name before NAT. */
  announcedAddress?: string | undefined;
  /** Worker n listens on `firstPort + n`, UDP and TCP. */
  firstPort: number;
  /** Packets a second that are promised of each; who comes when all are full is refused. Default 55,000. */
  packetsPerWorker?: number | undefined;
  /** What relieves a worker that has too much to do. Default: by its processor time. */
  newValve?: () => Valve;
  /** STUN and TURN servers for one device; asked at each entry, so credentials may be short-lived. */
  iceServers: (deviceId: DeviceId) => IceServer[];
  iceTransportPolicy: 'all' | 'relay';
  /** When three streams with the loudest replace one of each microphone. */
  slotsFrom?: SlotsFrom | undefined;
  /** The worker's binary; default: MEDIASOUP_WORKER_BIN, else the one inside the package. */
  workerBin?: string | undefined;
  log: Logger;
  clock: Clock;
}

/**
 * Starts the media workers and opens rooms on them.
 * @throws when a worker does not start: binary missing, port taken
 */
export async function createMediaService(options: MediaServiceOptions): Promise<MediaService> {
  const log = options.log.child({ area: 'media' });
  const { workers, listenIp, announcedAddress, firstPort, workerBin, packetsPerWorker, newValve, clock } = options;
  const own = { workers, listenIp, announcedAddress, firstPort, workerBin, packetsPerWorker, ...(newValve ? { newValve } : {}) };
  const pool = await WorkerPool.start({ ...own, placement: keepTogether, log, clock });
  const { iceServers, iceTransportPolicy, slotsFrom } = options;
  return serviceOn({
    places: new LocalPlaces(pool, { log, clock }),
    outlivesServer: false,
    settings: { iceServers, iceTransportPolicy, slotsFrom, log, clock },
    load: () => pool.load(),
    closePlaces: () => pool.close(),
  });
}

/** Keeps the rooms on some places. */
export function serviceOn(options: {
  places: BranchPlaces;
  outlivesServer: boolean;
  settings: RoomSettings;
  load: () => MediaLoad;
  closePlaces: () => Promise<void>;
}): MediaService {
  const { places, settings, outlivesServer } = options;
  const rooms = new Map<MeetingId, Promise<Room>>();

  const open = (meetingId: MeetingId, listener: MediaRoomListener, term: number): Promise<Room> => {
    const opening = Room.open({
      meetingId,
      term,
      listener,
      places,
      settings,
      closed: () => {
        if (rooms.get(meetingId) === opening) rooms.delete(meetingId);
      },
    });
    rooms.set(meetingId, opening);
    opening.catch(() => {
      if (rooms.get(meetingId) === opening) rooms.delete(meetingId);
    });
    return opening;
  };

  return {
    outlivesServer,
    async openRoom(meetingId, listener, term = 0) {
      const running = rooms.get(meetingId);
      if (!running) return open(meetingId, listener, term);
      const room = await running;
      room.listen(listener);
      return room;
    },
    load: options.load,
    async close() {
      const opened = await Promise.allSettled([...rooms.values()]);
      for (const room of opened) if (room.status === 'fulfilled') await room.value.close();
      await options.closePlaces();
    },
  };
}
