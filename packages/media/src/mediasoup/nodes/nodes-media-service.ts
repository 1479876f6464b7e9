import type { Bus, Clock, Logger } from '@saal/foundation';
import type { DeviceId, IceServer } from '@saal/protocol';
import { keepTogether } from '../../placement/keep-together.ts';
import type { MediaService } from '../../ports.ts';
import type { SlotsFrom } from '../../slot-mode.ts';
import { serviceOn } from '../media-service.ts';
import { NodePlaces } from './node-places.ts';

export interface NodesMediaServiceOptions {
  /** This process; new with each start. */
  server: string;
  bus: Bus;
  /** STUN and TURN servers for one device; asked at each entry, so credentials may be short-lived. */
  iceServers: (deviceId: DeviceId) => IceServer[];
  iceTransportPolicy: 'all' | 'relay';
  /** When three streams with the loudest replace one of each microphone. */
  slotsFrom?: SlotsFrom | undefined;
  log: Logger;
  clock: Clock;
}

/** Rooms on the media nodes of a cluster: this process starts no worker. */
export function createNodesMediaService(options: NodesMediaServiceOptions): MediaService {
  const log = options.log.child({ area: 'media' });
  const { server, bus, clock, iceServers, iceTransportPolicy, slotsFrom } = options;
  const places = new NodePlaces({ server, bus, placement: keepTogether, log, clock });
  return serviceOn({
    places,
    outlivesServer: true,
    settings: { iceServers, iceTransportPolicy, slotsFrom, log, clock },
    load: () => places.load(),
    closePlaces: () => places.close(),
  });
}
