/** For tests of this folder: a media service with a real worker, devices that only listen to events, and RTP made by hand. */
import { createLogger, systemClock, type Clock } from '@saal/foundation';
import { DeviceId, MeetingId, ParticipantId, type EventData, type StreamView } from '@saal/protocol';
import type { Consumer, DirectTransport, Producer, Worker } from 'mediasoup/types';
import type { MediaEvent } from '../ports.ts';
import { checked, RtpCapabilities } from '../rtp-parameters.ts';
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
): Promise<WorkerPool> {
  const firstPort = 44_000 + fileNumber * 10;
  return WorkerPool.start({
    workers,
    listenIp: '127.0.0.1',
    announcedAddress: undefined,
    firstPort,
    workerBin: undefined,
    placement,
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
}

export async function openTestRoom(pool: WorkerPool, meeting = 'meeting-of-alice', clock: Clock = systemClock): Promise<TestRoom> {
  return openTestRoomOn(new LocalPlaces(pool, { log: createLogger('silent'), clock }), meeting, clock);
}

export async function openTestRoomOn(places: BranchPlaces, meeting = 'meeting-of-alice', clock: Clock = systemClock): Promise<TestRoom> {
  const streams = new Map<DeviceId, StreamView[]>();
  const spoken: TestRoom['spoken'] = [];
  const room = await Room.open({
    meetingId: MeetingId.parse(meeting),
    listener: {
      streamsChanged: (deviceId, views) => streams.set(deviceId, views),
      speakingChanged: (speaking, active) => spoken.push({ speaking, active }),
    },
    places,
    settings: { iceServers: () => [], iceTransportPolicy: 'all', log: createLogger('silent'), clock },
    closed: () => undefined,
  });
  return { room, streams, spoken };
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

export interface InjectedMicrophone {
  producer: Producer;
  transport: DirectTransport;
  /** @param levelDb 0 (loudest) to 127 below full scale, as in RFC 6464 */
  speak(levelDb: number): void;
  sent(): number;
  longestPauseMs(): number;
  stop(): void;
}

/** A microphone whose packets this process makes itself, 50 a second, as a stream of the device. */
export async function injectMicrophone(device: TestDevice, ssrc: number, epoch?: string): Promise<InjectedMicrophone> {
  const { branch, placed } = device.at(epoch);
  const transport = await branch.place().router.createDirectTransport();
  const producer = await transport.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
      headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 }],
      encodings: [{ ssrc }],
    },
  });
  placed.sending.adopt(producer, 'microphone', undefined, [{}]);
  let sequence = 0;
  let level: number | undefined;
  const packet = Buffer.alloc(12 + 8 + 40);
  packet.writeUInt8(0x90, 0);
  packet.writeUInt8(111, 1);
  packet.writeUInt32BE(ssrc, 8);
  packet.writeUInt32BE(0xbede_0001, 12);
  packet.writeUInt8(10 << 4, 16);
  packet.writeUInt32BE(ssrc, packet.length - 4); // Whose voice it is, whatever the way.
  let [lastAtMs, longestPauseMs] = [performance.now(), 0];
  const timer = setInterval(() => {
    const nowMs = performance.now();
    longestPauseMs = Math.max(longestPauseMs, nowMs - lastAtMs);
    lastAtMs = nowMs;
    if (level === undefined || producer.closed) return;
    sequence++;
    packet.writeUInt16BE(sequence & 0xffff, 2);
    packet.writeUInt32BE(sequence * 960, 4);
    packet.writeUInt8(0x80 | level, 17);
    producer.send(Buffer.from(packet));
  }, 20);
  return {
    producer,
    transport,
    speak: (levelDb) => void (level = levelDb),
    sent: () => sequence,
    longestPauseMs: () => longestPauseMs,
    stop: () => clearInterval(timer),
  };
}

export interface InjectedCamera {
  producer: Producer;
  /** How often the sender was asked for a key frame, over all layers. */
  keyFrameRequests(): number;
  stop(): void;
}

/** A camera of three layers whose packets this process makes itself: each layer 25 key frames of VP8 a second, of one packet. */
export async function injectCamera(device: TestDevice, ssrc: number, epoch?: string): Promise<InjectedCamera> {
  const { branch, placed } = device.at(epoch);
  const transport = await branch.place().router.createDirectTransport();
  const encodings = [4, 2, 1].map((scaleResolutionDownBy, index) => ({ ssrc: ssrc + index, scaleResolutionDownBy }));
  const producer = await transport.produce({
    kind: 'video',
    rtpParameters: {
      codecs: [
        {
          mimeType: 'video/VP8',
          payloadType: 96,
          clockRate: 90_000,
          rtcpFeedback: [
            { type: 'nack', parameter: 'pli' },
            { type: 'ccm', parameter: 'fir' },
          ],
        },
      ],
      encodings,
    },
  });
  let asked = 0;
  transport.on('rtcp', (packet) => {
    // Payload-specific feedback (206): picture loss (1) or full intra request (4).
    if (packet.readUInt8(1) === 206 && [1, 4].includes(packet.readUInt8(0) & 0x1f)) asked++;
  });
  placed.sending.adopt(producer, 'camera', undefined, encodings);
  let sequence = 0;
  const packet = Buffer.alloc(12 + 11 + 40);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(0x80 | 96, 1);
  packet.writeUInt8(0x10, 12); // VP8 descriptor: start of a partition
  packet.writeUInt8(0x10, 13); // payload header: a shown key frame
  packet.set([0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00], 16); // start code, 320x180
  const timer = setInterval(() => {
    if (producer.closed) return;
    sequence++;
    packet.writeUInt16BE(sequence & 0xffff, 2);
    packet.writeUInt32BE(sequence * 3_600, 4);
    for (const encoding of encodings) {
      packet.writeUInt32BE(encoding.ssrc, 8);
      producer.send(Buffer.from(packet));
    }
  }, 40);
  return { producer, keyFrameRequests: () => asked, stop: () => clearInterval(timer) };
}

export interface ReceivedHere {
  transport: DirectTransport;
  packets: () => number;
  /** When packets of this voice (by its microphone's SSRC) came. */
  voice: (ssrc: number) => number[];
}

/** Lets a device receive into this process, and counts packets. */
export async function receiveHere(device: TestDevice, epoch?: string): Promise<ReceivedHere> {
  const { branch, placed } = device.at(epoch);
  const { router } = branch.place();
  const transport = await router.createDirectTransport();
  let packets = 0;
  const voices = new Map<number, number[]>();
  transport.observer.on('newconsumer', (consumer) => {
    device.consumers.set(consumer.id, consumer);
    consumer.on('rtp', (packet) => {
      packets++;
      const ssrc = packet.readUInt32BE(packet.length - 4);
      const times = voices.get(ssrc) ?? [];
      voices.set(ssrc, times);
      times.push(performance.now());
    });
  });
  placed.receiving.setCapabilities(checked(RtpCapabilities, router.rtpCapabilities));
  placed.receiving.useTransport(transport);
  return { transport, packets: () => packets, voice: (ssrc) => voices.get(ssrc) ?? [] };
}
