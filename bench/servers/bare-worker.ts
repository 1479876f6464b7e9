/** mediasoup's worker without Saal: what forwarding costs when nothing is decided. */
import { createWorker } from 'mediasoup';
import type { Consumer, Router, WebRtcTransport } from 'mediasoup/types';
import { once } from 'node:events';
import { cpuSeconds, pin, versionOf } from '../machine.ts';
import type { Swarm } from '../swarm.ts';
import { remoteOf, transportCcOf, type Listening, type Publisher, type RoomUnderTest, type Sent, type ServerUnderTest } from './server.ts';
import { firstSsrcs, kindOf, Numbering, rtpParametersOf, startSending, withoutEstimates } from './streams.ts';

export interface WorkerOptions {
  workerBin: string;
  /** Processor the worker stays on; undefined for any. */
  core?: number;
}

export async function startBareWorker({ workerBin, core }: WorkerOptions): Promise<ServerUnderTest> {
  const worker = await createWorker({ logLevel: 'warn', workerBin });
  if (core !== undefined) pin(worker.pid, core);
  const webRtcServer = await worker.createWebRtcServer({
    listenInfos: (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip: '127.0.0.1',
      sendBufferSize: 4 << 20,
      recvBufferSize: 4 << 20,
    })),
  });
  return {
    name: 'bare worker',
    version: `mediasoup ${versionOf('mediasoup')}`,
    cpuSeconds: () => ({ forwarding: cpuSeconds(worker.pid), application: 0 }),
    async openRoom() {
      const router = await worker.createRouter({
        mediaCodecs: [
          { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
          { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
        ],
      });
      const createTransport = () =>
        router.createWebRtcTransport({
          webRtcServer,
          enableUdp: true,
          enableTcp: true,
          preferUdp: true,
          initialAvailableOutgoingBitrate: 1_500_000,
        });
      return new BareRoom(router, createTransport);
    },
    async close() {
      worker.close();
      await once(worker, 'subprocessclose');
    },
  };
}

class BareRoom implements RoomUnderTest {
  readonly #router: Router;
  readonly #createTransport: () => Promise<WebRtcTransport>;
  readonly #numbering = new Numbering();
  readonly #producers: string[] = [];

  constructor(router: Router, createTransport: () => Promise<WebRtcTransport>) {
    this.#router = router;
    this.#createTransport = createTransport;
  }

  async publish(swarm: Swarm, sent: readonly Sent[]): Promise<Publisher> {
    const { client, transport } = await this.#connect(swarm, 0);
    const keys: string[] = [];
    const streams = sent.map((one) => this.#numbering.number(one));
    for (const numbered of streams) {
      const producer = await transport.produce({ kind: kindOf(numbered), rtpParameters: rtpParametersOf(numbered) });
      keys.push(producer.id);
      startSending(swarm, client, numbered);
    }
    this.#producers.push(...keys);
    return { client, keys, ssrcs: firstSsrcs(streams) };
  }

  async listen(swarm: Swarm, { estimates, except = [] }: Listening): Promise<number> {
    const { rtpCapabilities } = this.#router;
    const { client, transport } = await this.#connect(swarm, estimates ? transportCcOf(rtpCapabilities) : 0);
    const wanted = this.#producers.filter((producer) => !except.includes(producer));
    await Promise.all(
      wanted.map(async (producerId) => {
        const consumer = await transport.consume({
          producerId,
          rtpCapabilities: estimates ? rtpCapabilities : withoutEstimates(rtpCapabilities),
          paused: true,
        });
        expectConsumer(swarm, client, consumer);
        await consumer.resume();
      }),
    );
    return client;
  }

  async #connect(swarm: Swarm, transportCcExtension: number) {
    const transport = await this.#createTransport();
    await transport.connect({
      dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: await swarm.fingerprint }] },
    });
    const { id, up } = swarm.connect(remoteOf(transport.iceParameters, transport.iceCandidates), transportCcExtension);
    await up;
    return { client: id, transport };
  }
}

/** Video is asked for again where it is missing; sound, as browsers do, is not. */
function expectConsumer(swarm: Swarm, client: number, { kind, rtpParameters }: Consumer): void {
  const [encoding] = rtpParameters.encodings ?? [];
  if (kind === 'video' && encoding?.ssrc !== undefined) swarm.receive(client, encoding.ssrc, encoding.rtx?.ssrc);
}
