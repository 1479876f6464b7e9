/**
 * What the application costs: the same load through Saal's media service and through a bare mediasoup worker. Both stand
 * side by side and take turns of a few seconds, so that a drift of the machine meets both. Counted are forwarded packets a
 * second per core, where the core is the worker's and this process's time together.
 */
import { createLogger, systemClock } from '@saal/foundation';
import { createMediaService, type MediaRoom } from '@saal/media';
import { DeviceId, MeetingId, ParticipantId } from '@saal/protocol';
import { createWorker } from 'mediasoup';
import type { Router, RtpCapabilities, RtpParameters, WebRtcTransport } from 'mediasoup/types';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { median, type Result } from '../figures.ts';
import { compileSwarm, Swarm, type RemoteTransport, type SentStream } from '../swarm.ts';
import { cpuSeconds } from '../machine.ts';

const shape = { rooms: 4, listeners: 20, audio: 3, video: 4 };
const pairs = 13; // The first pair warms up and is not counted.
const settleMs = 700;
const measureMs = 3_000;
const firstPort = 44_800;

interface RoomUnderTest {
  publish(stream: SentStream): Promise<void>;
  /** A client that receives every stream of the room. */
  listen(): Promise<void>;
}
interface MediaUnderTest {
  workerPid: number;
  openRoom(index: number): Promise<RoomUnderTest>;
  close(): Promise<void>;
}
/** One side of the comparison: media with its rooms and clients connected. */
interface Side {
  media: MediaUnderTest;
  load: Swarm;
}
interface Turn {
  packetsPerSecond: number;
  workerCores: number;
  nodeCores: number;
  packetsPerCore: number;
  packetsPerWorkerCore: number;
  lost: number;
}

/** @param workerBin binary of the media worker, the same for both */
export async function forwarding(workerBin: string, say: (line: string) => void): Promise<Result> {
  const binary = compileSwarm();
  const sides: { saal?: Side; bare?: Side } = {};
  const turns: { saal: Turn; bare: Turn }[] = [];
  try {
    const ours = (sides.saal = await setUp(binary, (load) => saal(workerBin, load)));
    const theirs = (sides.bare = await setUp(binary, (load) => bare(workerBin, load)));
    for (let pair = 0; pair < pairs; pair++) {
      // Who begins changes with each pair.
      const first = pair % 2 === 0 ? await turn(ours) : await turn(theirs);
      const second = pair % 2 === 0 ? await turn(theirs) : await turn(ours);
      const [saalTurn, bareTurn] = pair % 2 === 0 ? [first, second] : [second, first];
      say(`pair ${pair}${pair === 0 ? ' (warming up)' : ''}: Saal ${perCore(saalTurn)}, bare ${perCore(bareTurn)}`);
      if (pair > 0) turns.push({ saal: saalTurn, bare: bareTurn });
    }
    const ratio = median(turns.map((pair) => pair.saal.packetsPerCore / pair.bare.packetsPerCore));
    const workerRatio = median(turns.map((pair) => pair.saal.packetsPerWorkerCore / pair.bare.packetsPerWorkerCore));
    const [saalPerCore, barePerCore] = [
      median(turns.map((pair) => pair.saal.packetsPerCore)),
      median(turns.map((pair) => pair.bare.packetsPerCore)),
    ];
    const profiles = [...new Set([...ours.load.profiles, ...theirs.load.profiles])];
    return {
      rows: [
        {
          what: `forwarding, Saal against the bare worker (${shape.rooms} rooms of ${shape.listeners} listeners, ${shape.audio} voices, ${shape.video} videos)`,
          measured: `${ratio.toFixed(2)}x (${Math.round(saalPerCore)} against ${Math.round(barePerCore)} packets/s per core; worker alone ${workerRatio.toFixed(2)}x)`,
          bar: '>= 0.90x',
          met: ratio >= 0.9,
        },
        {
          what: 'SRTP chosen although the client names older ciphers first',
          measured: profiles.join(', '),
          bar: 'AES-GCM',
          met: profiles.every((profile) => profile.includes('GCM')),
        },
      ],
      raw: { shape, pairs: turns, ratio, workerRatio, saalPerCore, barePerCore, profiles },
    };
  } finally {
    for (const side of [sides.saal, sides.bare]) {
      side?.load.close();
      await side?.media.close();
    }
  }
}

function perCore({ packetsPerCore, packetsPerSecond, lost }: Turn): string {
  return `${Math.round(packetsPerCore)} packets/s per core (${Math.round(packetsPerSecond)} in all, ${lost} lost)`;
}

async function setUp(binary: string, open: (load: Swarm) => Promise<MediaUnderTest>): Promise<Side> {
  const load = new Swarm(binary);
  const media = await open(load);
  for (let index = 0; index < shape.rooms; index++) {
    const room = await media.openRoom(index);
    for (let n = 0; n < shape.audio + shape.video; n++) await room.publish(n < shape.audio ? voice(n) : picture(n));
    await Promise.all(Array.from({ length: shape.listeners }, () => room.listen()));
  }
  load.flow(false);
  return { media, load };
}

async function turn({ media, load }: Side): Promise<Turn> {
  load.flow(true);
  await sleep(settleMs);
  const before = { sums: await load.sums(), worker: cpuSeconds(media.workerPid), node: process.cpuUsage(), at: performance.now() };
  await sleep(measureMs);
  const after = {
    sums: await load.sums(),
    worker: cpuSeconds(media.workerPid),
    node: process.cpuUsage(before.node),
    at: performance.now(),
  };
  load.flow(false);
  if (after.sums.undecryptable > 0 || after.sums.decrypted === before.sums.decrypted)
    throw new Error('the load client cannot decrypt what it receives');
  const seconds = (after.at - before.at) / 1000;
  const packetsPerSecond = (after.sums.receivedPackets - before.sums.receivedPackets) / seconds;
  const workerCores = (after.worker - before.worker) / seconds;
  const nodeCores = (after.node.user + after.node.system) / 1e6 / seconds;
  return {
    packetsPerSecond,
    workerCores,
    nodeCores,
    packetsPerCore: packetsPerSecond / (workerCores + nodeCores),
    packetsPerWorkerCore: packetsPerSecond / workerCores,
    lost: after.sums.lostPackets - before.sums.lostPackets,
  };
}

const voice = (n: number): SentStream => ({
  kind: 'audio',
  ssrc: 1_000 + n,
  payloadType: 111,
  packetsPerSecond: 50,
  payloadBytes: 80,
  levelExtension: 10,
});
const picture = (n: number): SentStream => ({
  kind: 'video',
  ssrc: 1_000 + n,
  payloadType: 96,
  packetsPerSecond: 50,
  payloadBytes: 950,
  levelExtension: 0,
});

function parametersOf({ kind, ssrc, payloadType, levelExtension }: SentStream): RtpParameters {
  return kind === 'audio'
    ? {
        codecs: [{ mimeType: 'audio/opus', payloadType, clockRate: 48_000, channels: 2 }],
        headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: levelExtension }],
        encodings: [{ ssrc }],
      }
    : {
        codecs: [
          { mimeType: 'video/VP8', payloadType, clockRate: 90_000, rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }] },
        ],
        encodings: [{ ssrc }],
      };
}

const Candidate = z.object({ address: z.string(), port: z.number(), protocol: z.literal('udp') });
const IceParameters = z.object({ usernameFragment: z.string(), password: z.string() });
const Capabilities = z.object({ headerExtensions: z.array(z.object({ uri: z.string(), preferredId: z.number() })) });

/** Where and how a client reaches a transport. */
export function remoteOf(iceParameters: unknown, iceCandidates: unknown[]): RemoteTransport {
  const { address, port } = Candidate.parse(iceCandidates[0]);
  return { address, port, ...IceParameters.parse(iceParameters) };
}

/** Number of the transport-wide header extension in what a router can do. */
export function transportCcOf(capabilities: unknown): number {
  return Capabilities.parse(capabilities).headerExtensions.find(({ uri }) => uri.includes('transport-wide-cc'))?.preferredId ?? 0;
}

async function saal(workerBin: string, load: Swarm): Promise<MediaUnderTest> {
  const service = await createMediaService({
    workers: 1,
    listenIp: '127.0.0.1',
    firstPort,
    workerBin,
    iceServers: () => [],
    iceTransportPolicy: 'all',
    log: createLogger('warn'),
    clock: systemClock,
  });
  return {
    workerPid: service.load().workers[0]?.pid ?? 0,
    openRoom: async (index) =>
      saalRoom(
        await service.openRoom(MeetingId.parse(`meeting-number-${index}`), {
          streamsChanged: () => undefined,
          speakingChanged: () => undefined,
        }),
        load,
      ),
    close: () => service.close(),
  };
}

function saalRoom(room: MediaRoom, load: Swarm): RoomUnderTest {
  let devices = 0;
  const videos: string[] = [];
  const join = () => {
    const number = devices++;
    const peer = room.addPeer({
      deviceId: DeviceId.parse(`device-number-${number}`),
      participantId: ParticipantId.parse(`participant-number-${number}`),
      send: (event) => {
        if (event.type === 'media.consumer-added') void peer.handle('media.resume-consumer', { consumerId: event.data.consumerId });
      },
    });
    return peer;
  };
  const connect = async (peer: ReturnType<typeof join>, direction: 'send' | 'receive') => {
    const { routerRtpCapabilities } = peer.info(room.epoch);
    if (direction === 'receive') await peer.handle('media.set-capabilities', { rtpCapabilities: routerRtpCapabilities });
    const { transportId, iceParameters, iceCandidates } = await peer.handle('media.create-transport', { direction });
    await peer.handle('media.connect-transport', {
      transportId,
      dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: await load.fingerprint }] },
    });
    const { id, up } = load.connect(remoteOf(iceParameters, iceCandidates), transportCcOf(routerRtpCapabilities));
    await up;
    return { id, transportId };
  };
  return {
    async publish(stream) {
      const peer = join();
      const { id, transportId } = await connect(peer, 'send');
      const source = stream.kind === 'audio' ? 'microphone' : 'camera';
      const { producerId } = await peer.handle('media.produce', { transportId, source, rtpParameters: { ...parametersOf(stream) } });
      if (stream.kind === 'video') videos.push(producerId);
      load.send(id, stream);
    },
    async listen() {
      const peer = join();
      await connect(peer, 'receive');
      await peer.handle('media.watch', { tiles: videos.map((producerId) => ({ producerId, widthPx: 640, heightPx: 360, priority: 1 })) });
    },
  };
}

async function bare(workerBin: string, load: Swarm): Promise<MediaUnderTest> {
  const worker = await createWorker({ logLevel: 'warn', workerBin });
  const webRtcServer = await worker.createWebRtcServer({
    listenInfos: (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip: '127.0.0.1',
      port: firstPort + 1,
      sendBufferSize: 4 << 20,
      recvBufferSize: 4 << 20,
    })),
  });
  return {
    workerPid: worker.pid,
    async openRoom() {
      const router = await worker.createRouter({
        mediaCodecs: [
          { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
          { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
        ],
      });
      return bareRoom(
        router,
        () =>
          router.createWebRtcTransport({
            webRtcServer,
            enableUdp: true,
            enableTcp: true,
            preferUdp: true,
            initialAvailableOutgoingBitrate: 1_500_000,
          }),
        load,
      );
    },
    async close() {
      worker.close();
      await once(worker, 'subprocessclose');
    },
  };
}

function bareRoom(router: Router, createTransport: () => Promise<WebRtcTransport>, load: Swarm): RoomUnderTest {
  const producers: string[] = [];
  const rtpCapabilities: RtpCapabilities = router.rtpCapabilities;
  const connect = async () => {
    const transport = await createTransport();
    await transport.connect({
      dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: await load.fingerprint }] },
    });
    const { id, up } = load.connect(remoteOf(transport.iceParameters, transport.iceCandidates), transportCcOf(rtpCapabilities));
    await up;
    return { id, transport };
  };
  return {
    async publish(stream) {
      const { id, transport } = await connect();
      producers.push((await transport.produce({ kind: stream.kind, rtpParameters: parametersOf(stream) })).id);
      load.send(id, stream);
    },
    async listen() {
      const { transport } = await connect();
      await Promise.all(producers.map((producerId) => transport.consume({ producerId, rtpCapabilities })));
    },
  };
}
