/** Saal's media service in this process, driven as the meetings drive it. The only file of bench/ that knows its interface. */
import { createLogger, systemClock } from '@saal/foundation';
import { createMediaService, type MediaEvent, type MediaPeer, type MediaRoom, type Valve } from '@saal/media';
import { DeviceId, MeetingId, ParticipantId } from '@saal/protocol';
import type { RtpCapabilities } from 'mediasoup/types';
import { z } from 'zod';
import { cpuSeconds, pin, versionOf } from '../machine.ts';
import type { Swarm } from '../swarm.ts';
import type { WorkerOptions } from './bare-worker.ts';
import { remoteOf, transportCcOf, type Listening, type Publisher, type RoomUnderTest, type Sent, type ServerUnderTest } from './server.ts';
import { firstSsrcs, kindOf, Numbering, rtpParametersOf, startSending, withoutEstimates, type Numbered } from './streams.ts';

const Encodings = z.object({
  encodings: z.array(z.object({ ssrc: z.number(), rtx: z.object({ ssrc: z.number() }).optional() })).min(1),
});

/** Nobody is refused: what a worker bears is what is looked for. */
export const unlimitedPacketsPerWorker = 10_000_000;

/** What is measured is what a worker can forward, not what it leaves out. */
const open: Valve = { level: 0, measured: () => undefined, onChanged: () => () => undefined };

export async function startSaalMedia({ workerBin, core }: WorkerOptions): Promise<ServerUnderTest> {
  const service = await createMediaService({
    workers: 1,
    listenIp: '127.0.0.1',
    firstPort: 0, // Any that is free.
    packetsPerWorker: unlimitedPacketsPerWorker,
    workerBin,
    newValve: () => open,
    iceServers: () => [],
    iceTransportPolicy: 'all',
    log: createLogger('warn'),
    clock: systemClock,
  });
  const workerPid = service.load().workers[0]?.pid ?? 0;
  if (core !== undefined) pin(workerPid, core);
  let rooms = 0;
  return {
    name: 'Saal',
    version: `mediasoup ${versionOf('mediasoup')}`,
    cpuSeconds() {
      const { user, system } = process.cpuUsage();
      return { forwarding: cpuSeconds(workerPid), application: (user + system) / 1e6 };
    },
    async openRoom() {
      const silent = { streamsChanged: () => undefined, speakingChanged: () => undefined };
      return new SaalRoom(await service.openRoom(MeetingId.parse(`meeting-number-${rooms++}`), silent));
    },
    close: () => service.close(),
  };
}

class SaalRoom implements RoomUnderTest {
  readonly #room: MediaRoom;
  readonly #numbering = new Numbering();
  /** Video streams and the size of their largest layer. */
  readonly #videos: string[] = [];
  #devices = 0;

  constructor(room: MediaRoom) {
    this.#room = room;
  }

  async publish(swarm: Swarm, sent: readonly Sent[]): Promise<Publisher> {
    const sending = new Map<string, Numbered>();
    // As browsers do: layers above what somebody takes are not encoded.
    const suspend = (event: MediaEvent) => {
      if (event.type !== 'media.layers-wanted') return;
      const numbered = sending.get(event.data.producerId);
      if (numbered?.sent.kind !== 'video') return;
      for (const [layer, ssrc] of numbered.ssrcs.entries()) swarm.setActive(client, ssrc, layer <= event.data.maxSpatialLayer);
    };
    const peer = await this.#join(suspend);
    const { client, transportId } = await this.#connect(swarm, peer, 'send', 0);
    const keys: string[] = [];
    for (const numbered of sent.map((one) => this.#numbering.number(one))) {
      const rtpParameters = { ...rtpParametersOf(numbered) };
      const { producerId } = await peer.handle('media.produce', { transportId, source: sourceOf(numbered), rtpParameters });
      keys.push(producerId);
      if (kindOf(numbered) === 'video') this.#videos.push(producerId);
      startSending(swarm, client, numbered);
      sending.set(producerId, numbered);
    }
    return { client, keys, ssrcs: firstSsrcs([...sending.values()]) };
  }

  async listen(swarm: Swarm, { estimates, tiles, except = [] }: Listening): Promise<number> {
    let client = -1;
    const heard: MediaEvent[] = [];
    const take = (event: MediaEvent) => {
      if (event.type !== 'media.consumer-added') return;
      if (client < 0) return heard.push(event);
      const { consumerId, kind, rtpParameters } = event.data;
      const [encoding] = Encodings.parse(rtpParameters).encodings;
      if (kind === 'video' && encoding) swarm.receive(client, encoding.ssrc, encoding.rtx?.ssrc);
      void peer.handle('media.resume-consumer', { consumerId });
    };
    const peer = await this.#join(take);
    const { routerRtpCapabilities } = await peer.info(undefined);
    // It is mediasoup's own object, which the wire passes on without looking into it.
    const capabilities = routerRtpCapabilities as RtpCapabilities;
    const rtpCapabilities = estimates ? routerRtpCapabilities : { ...withoutEstimates(capabilities) };
    await peer.handle('media.set-capabilities', { rtpCapabilities });
    ({ client } = await this.#connect(swarm, peer, 'receive', estimates ? transportCcOf(routerRtpCapabilities) : 0));
    for (const event of heard) take(event);
    const all = this.#videos.filter((key) => !except.includes(key)).map((key) => ({ key, widthPx: 1_280, heightPx: 720 }));
    await peer.handle('media.watch', {
      tiles: (tiles ?? all).map(({ key, widthPx, heightPx }) => ({ producerId: key, widthPx, heightPx, priority: 1 })),
    });
    return client;
  }

  #join(send: (event: MediaEvent) => void) {
    const number = this.#devices++;
    return this.#room.addPeer({
      deviceId: DeviceId.parse(`device-number-${number}`),
      participantId: ParticipantId.parse(`participant-number-${number}`),
      send,
    });
  }

  async #connect(swarm: Swarm, peer: MediaPeer, direction: 'send' | 'receive', transportCcExtension: number) {
    const { transportId, iceParameters, iceCandidates } = await peer.handle('media.create-transport', { direction });
    await peer.handle('media.connect-transport', {
      transportId,
      dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: await swarm.fingerprint }] },
    });
    const { id, up } = swarm.connect(remoteOf(iceParameters, iceCandidates), transportCcExtension);
    await up;
    return { client: id, transportId };
  }
}

const sourceOf = (numbered: Numbered) => (kindOf(numbered) === 'audio' ? 'microphone' : 'camera');
