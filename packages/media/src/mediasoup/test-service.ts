/** For tests of this folder: a media service with a real worker, devices that only listen to events, and RTP made by hand. */
import { createLogger, systemClock, type Clock } from '@saal/foundation';
import { DeviceId, MeetingId, ParticipantId, type EventData, type StreamView } from '@saal/protocol';
import type { Consumer, DirectTransport, Producer } from 'mediasoup/types';
import type { MediaEvent } from '../ports.ts';
import { checked, RtpCapabilities } from '../rtp-parameters.ts';
import { leastReserved } from '../placement/least-reserved.ts';
import type { Peer } from './peer.ts';
import { Room } from './room.ts';
import { WorkerPool } from './worker-pool.ts';

/** Test files run side by side: each takes ports of its own by its number. */
export async function testPool(fileNumber: number, workers = 1, clock: Clock = systemClock): Promise<WorkerPool> {
  const firstPort = 44_000 + fileNumber * 10;
  return WorkerPool.start({
    workers,
    listenIp: '127.0.0.1',
    announcedAddress: undefined,
    firstPort,
    workerBin: undefined,
    placement: leastReserved,
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
  const streams = new Map<DeviceId, StreamView[]>();
  const spoken: TestRoom['spoken'] = [];
  const room = await Room.open({
    meetingId: MeetingId.parse(meeting),
    listener: {
      streamsChanged: (deviceId, views) => streams.set(deviceId, views),
      speakingChanged: (speaking, active) => spoken.push({ speaking, active }),
    },
    pool,
    settings: { iceServers: () => [], iceTransportPolicy: 'all', log: createLogger('silent'), clock },
    closed: () => undefined,
  });
  return { room, streams, spoken };
}

function isOf<T extends MediaEvent['type']>(event: MediaEvent, type: T): event is MediaEvent & { type: T; data: EventData<T> } {
  return event.type === type;
}

/** A device without a browser: keeps the events it is sent. */
export class TestDevice {
  readonly events: MediaEvent[] = [];
  readonly peer: Peer;
  readonly room: Room;
  /** The worker's side of what this device receives. */
  readonly consumers = new Map<string, Consumer>();
  sendTransportId = '';

  constructor(room: Room, name: string, participant = name) {
    this.room = room;
    this.peer = room.addPeer({
      deviceId: DeviceId.parse(`device-of-${name}`),
      participantId: ParticipantId.parse(`participant-${participant}`),
      send: (event) => this.events.push(event),
    });
  }

  async setUp(): Promise<this> {
    const { peer } = this;
    this.room
      .place()
      .router.observer.on('newtransport', (transport) =>
        transport.observer.on('newconsumer', (consumer) => this.consumers.set(consumer.id, consumer)),
      );
    await peer.handle('media.set-capabilities', { rtpCapabilities: { ...this.room.place().router.rtpCapabilities } });
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
  stop(): void;
}

/** A microphone whose packets this process makes itself, 50 a second, as a stream of the device. */
export async function injectMicrophone(device: TestDevice, ssrc: number): Promise<InjectedMicrophone> {
  const transport = await device.room.place().router.createDirectTransport();
  const producer = await transport.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
      headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 }],
      encodings: [{ ssrc }],
    },
  });
  device.peer.sending.adopt(producer, 'microphone', undefined, [{}]);
  let sequence = 0;
  let level: number | undefined;
  const packet = Buffer.alloc(12 + 8 + 40);
  packet.writeUInt8(0x90, 0);
  packet.writeUInt8(111, 1);
  packet.writeUInt32BE(ssrc, 8);
  packet.writeUInt32BE(0xbede_0001, 12);
  packet.writeUInt8(10 << 4, 16);
  const timer = setInterval(() => {
    if (level === undefined || producer.closed) return;
    sequence++;
    packet.writeUInt16BE(sequence & 0xffff, 2);
    packet.writeUInt32BE(sequence * 960, 4);
    packet.writeUInt8(0x80 | level, 17);
    producer.send(Buffer.from(packet));
  }, 20);
  return { producer, transport, speak: (levelDb) => void (level = levelDb), stop: () => clearInterval(timer) };
}

/** Lets a device receive into this process, and counts packets. */
export async function receiveHere(device: TestDevice): Promise<{ transport: DirectTransport; packets: () => number }> {
  const { router } = device.room.place();
  const transport = await router.createDirectTransport();
  let packets = 0;
  transport.observer.on('newconsumer', (consumer) => consumer.on('rtp', () => packets++));
  device.peer.receiving.setCapabilities(checked(RtpCapabilities, router.rtpCapabilities));
  device.peer.receiving.useTransport(transport);
  return { transport, packets: () => packets };
}
