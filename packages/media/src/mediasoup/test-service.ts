/** For tests of this folder: a media service with a real worker, and devices that only listen to events. */
import { createLogger, systemClock, type Clock } from '@saal/foundation';
import { DeviceId, MeetingId, ParticipantId, type EventData, type StreamView } from '@saal/protocol';
import type { Consumer, Worker } from 'mediasoup/types';
import type { Valve } from '../overload-valve.ts';
import type { MediaEvent } from '../ports.ts';
import { keepTogether } from '../placement/keep-together.ts';
import type { Placement } from '../placement/placement.ts';
import { Branch } from './branch.ts';
import { LocalPlaces } from './local-places.ts';
import type { Peer } from './peer.ts';
import { Room } from './room.ts';
import type { BranchPlaces } from './room-branch.ts';
import type { RoomPeer } from './room-peer.ts';
import { WorkerPool } from './worker-pool.ts';

/** Test files run side by side: each takes ports of its own by its number. */
export async function testPool(
  fileNumber: number,
  workers = 1,
  clock: Clock = systemClock,
  placement: Placement = keepTogether,
  newValve?: () => Valve,
): Promise<WorkerPool> {
  const firstPort = 44_000 + fileNumber * 10;
  return WorkerPool.start({
    workers,
    listenIp: '127.0.0.1',
    announcedAddress: undefined,
    firstPort,
    workerBin: undefined,
    placement,
    ...(newValve ? { newValve } : {}),
    log: createLogger('silent'),
    clock,
  });
}

/** Waits until `condition` gives something. */
export async function eventually<T>(condition: () => T | undefined | false | null, what: string, deadlineMs = 15_000): Promise<T> {
  const startMs = Date.now();
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false && value !== null) return value;
    if (Date.now() - startMs > deadlineMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface TestRoom {
  room: Room;
  streams: Map<DeviceId, StreamView[]>;
  spoken: { speaking: ParticipantId[]; active: ParticipantId | null }[];
  /** By another conductor. */
  taken: { over: boolean };
}

export async function openTestRoom(pool: WorkerPool, meeting = 'meeting-of-alice', clock: Clock = systemClock): Promise<TestRoom> {
  return openTestRoomOn(new LocalPlaces(pool, { log: createLogger('silent'), clock }), meeting, clock);
}

export async function openTestRoomOn(
  places: BranchPlaces,
  meeting = 'meeting-of-alice',
  clock: Clock = systemClock,
  term = 1,
): Promise<TestRoom> {
  const taken = { over: false };
  const streams = new Map<DeviceId, StreamView[]>();
  const spoken: TestRoom['spoken'] = [];
  const room = await Room.open({
    meetingId: MeetingId.parse(meeting),
    term,
    listener: {
      takenOver: () => void (taken.over = true),
      streamsChanged: (deviceId, views) => streams.set(deviceId, views),
      speakingChanged: (speaking, active) => spoken.push({ speaking, active }),
    },
    places,
    settings: { iceServers: () => [], iceTransportPolicy: 'all', log: createLogger('silent'), clock },
    closed: () => undefined,
  });
  return { room, streams, spoken, taken };
}

/** The worker of a room that lies on one. */
export function workerOf(room: Room): Worker {
  const branch = room.branches[0]?.branch;
  const living = branch instanceof Branch ? branch.slot.living : undefined;
  if (!living) throw new Error('the room has no worker that lives');
  return living.worker;
}

function isOf<T extends MediaEvent['type']>(event: MediaEvent, type: T): event is MediaEvent & { type: T; data: EventData<T> } {
  return event.type === type;
}

/** A device without a browser: keeps the events it is sent. */
export class TestDevice {
  readonly events: MediaEvent[] = [];
  /** Says at once that it is ready to decode, as a browser does soon. */
  decodes = false;
  readonly room: Room;
  readonly name: string;
  /** The worker's side of what this device receives. */
  readonly consumers = new Map<string, Consumer>();
  sendTransportId = '';
  site: string | undefined;
  /** In tests with nodes: their branches are in this process, too. */
  findBranch: (id: string) => Branch | undefined = () => undefined;
  readonly #participant: string;
  #peer: RoomPeer | undefined;

  constructor(room: Room, name: string, participant = name) {
    this.room = room;
    this.name = name;
    this.#participant = participant;
  }

  get peer(): RoomPeer {
    if (!this.#peer) throw new Error(`${this.name} has not entered`);
    return this.#peer;
  }

  get branch(): Branch {
    const branch = this.peer.carried?.branch;
    const here = branch instanceof Branch ? branch : branch && this.findBranch(branch.id);
    if (!here) throw new Error(`${this.name} has no place`);
    return here;
  }

  get placed(): Peer {
    return this.at().placed;
  }

  /** @param epoch of another branch, while it moves */
  at(epoch?: string): { branch: Branch; placed: Peer } {
    const branch = epoch === undefined ? this.branch : this.findBranch(epoch);
    const placed = branch?.peer(this.peer.deviceId);
    if (!branch || !placed) throw new Error(`${this.name} has no place`);
    return { branch, placed };
  }

  /** Comes in, without a transport yet. */
  async enter(): Promise<this> {
    this.#peer ??= await this.room.addPeer({
      deviceId: DeviceId.parse(`device-of-${this.name}`),
      participantId: ParticipantId.parse(`participant-${this.#participant}`),
      site: this.site,
      send: (event) => {
        this.events.push(event);
        if (this.decodes && isOf(event, 'media.consumer-added')) this.#decode(event.data);
      },
    });
    return this;
  }

  /** Consumers that were announced and not removed. */
  get announced(): EventData<'media.consumer-added'>[] {
    const removed = new Set(this.of('media.consumer-removed').map(({ consumerId }) => consumerId));
    return this.of('media.consumer-added').filter(({ consumerId }) => !removed.has(consumerId));
  }

  #decode({ consumerId, epoch }: EventData<'media.consumer-added'>): void {
    const meant = epoch === undefined ? {} : { epoch };
    // Refused when it has just gone.
    setImmediate(() => void this.peer.handle('media.resume-consumer', { ...meant, consumerId }).catch(() => undefined));
  }

  /** Makes transports for the epoch that is now. */
  async setUp(): Promise<this> {
    const { peer } = await this.enter();
    const { router } = this.branch.place();
    router.observer.on('newtransport', (transport) =>
      transport.observer.on('newconsumer', (consumer) => this.consumers.set(consumer.id, consumer)),
    );
    await peer.handle('media.set-capabilities', { rtpCapabilities: { ...router.rtpCapabilities } });
    this.sendTransportId = (await peer.handle('media.create-transport', { direction: 'send' })).transportId;
    await peer.handle('media.create-transport', { direction: 'receive' });
    return this;
  }

  of<T extends MediaEvent['type']>(type: T): EventData<T>[] {
    return this.events.flatMap((event) => (isOf(event, type) ? [event.data] : []));
  }

  async next<T extends MediaEvent['type']>(type: T, count = 1, deadlineMs?: number): Promise<EventData<T>> {
    return eventually(() => this.of(type)[count - 1] ?? undefined, `${type} number ${count}`, deadlineMs);
  }

  async produceMicrophone(ssrc = 1111): Promise<string> {
    return (
      await this.peer.handle('media.produce', {
        transportId: this.sendTransportId,
        source: 'microphone',
        rtpParameters: microphoneParameters(ssrc),
      })
    ).producerId;
  }

  async produceCamera(ssrc = 2222): Promise<string> {
    return (
      await this.peer.handle('media.produce', {
        transportId: this.sendTransportId,
        source: 'camera',
        rtpParameters: cameraParameters(ssrc),
      })
    ).producerId;
  }
}

export function microphoneParameters(ssrc: number) {
  return {
    mid: 'a',
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { useinbandfec: 1 },
        rtcpFeedback: [{ type: 'transport-cc' }],
      },
    ],
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 }],
    encodings: [{ ssrc }],
    rtcp: { cname: 'alice' },
  };
}

/** Three simulcast layers of VP8 with retransmission. */
export function cameraParameters(ssrc: number) {
  return {
    mid: 'v',
    codecs: [
      { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }] },
      { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 } },
    ],
    headerExtensions: [],
    encodings: [4, 2, 1].map((scaleResolutionDownBy, index) => ({
      ssrc: ssrc + index,
      rtx: { ssrc: ssrc + 100 + index },
      scaleResolutionDownBy,
    })),
    rtcp: { cname: 'alice' },
  };
}
