import type { TransportInfo } from '@saal/protocol';
import type { WireParticipant } from '@saal/testkit';
import { remoteOf, transportCcOf } from '../../bench/servers/server.ts';
import { levelExtension, payloadTypes } from '../../bench/servers/streams.ts';
import type { Swarm } from '../../bench/swarm.ts';

/**
 * Real sound for somebody on the wire: the load generator completes ICE and DTLS, sends, and counts what arrives. Like a
 * browser it keeps its transports while the server says that they are there, over however many connections.
 */
export class Voice {
  /** Of each stay: the epoch, and whether all was kept. */
  readonly stays: { epoch: string; kept: boolean }[] = [];
  readonly #swarm: Swarm;
  readonly #number: number;
  readonly #speaks: boolean;

  /** @param number different for everybody */
  constructor(swarm: Swarm, number: number, options: { speaks: boolean }) {
    this.#swarm = swarm;
    this.#number = number;
    this.#speaks = options.speaks;
  }

  /** Came in, or came back: what the page does then. */
  async entered(wire: WireParticipant): Promise<void> {
    if (!wire.media) throw new Error('not inside');
    const { epoch, kept } = wire.media;
    this.stays.push({ epoch, kept });
    this.#readyForAll(wire);
    if (!kept) await this.#connect(wire);
  }

  #readyForAll(wire: WireParticipant): void {
    const ready = new Set<string>();
    const look = (): void => {
      for (const { consumerId } of wire.eventsOf('media.consumer-added')) {
        if (ready.has(consumerId)) continue;
        ready.add(consumerId);
        // Refused only when the stream, or the connection, has gone meanwhile.
        wire.request('media.resume-consumer', { consumerId }).catch(() => undefined);
      }
    };
    wire.socket.on('message', look);
    look();
  }

  async #connect(wire: WireParticipant): Promise<void> {
    await wire.request('media.set-capabilities', { rtpCapabilities: wire.media?.routerRtpCapabilities ?? {} });
    const [sending] = await Promise.all([this.#transport(wire, 'send'), this.#transport(wire, 'receive')]);
    if (!this.#speaks) return;
    const ssrc = 5_000 + this.#number;
    const { audio: payloadType } = payloadTypes;
    await wire.request('media.produce', {
      transportId: sending.transportId,
      source: 'microphone',
      rtpParameters: {
        codecs: [{ mimeType: 'audio/opus', payloadType, clockRate: 48_000, channels: 2 }],
        headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: levelExtension }],
        encodings: [{ ssrc }],
      },
    });
    this.#swarm.send(sending.client, { kind: 'audio', ssrc, payloadType, packetsPerSecond: 50, payloadBytes: 80, levelExtension });
  }

  async #transport(wire: WireParticipant, direction: 'send' | 'receive'): Promise<TransportInfo & { client: number }> {
    const transport = await wire.request('media.create-transport', { direction });
    const { transportId, iceParameters, iceCandidates } = transport;
    const dtlsParameters = {
      role: 'client' as const,
      fingerprints: [{ algorithm: 'sha-256' as const, value: await this.#swarm.fingerprint }],
    };
    await wire.request('media.connect-transport', { transportId, dtlsParameters });
    const transportCc = direction === 'receive' ? transportCcOf(wire.media?.routerRtpCapabilities) : 0;
    const { id, up } = this.#swarm.connect(remoteOf(iceParameters, iceCandidates), transportCc);
    await up;
    return { ...transport, client: id };
  }
}

/** The longest silence in any stream since `mark`, and how many streams there are. */
export async function silence(swarm: Swarm): Promise<{ longestGapMs: number; streams: number; down: number }> {
  const { longestGapMs, streams } = await swarm.sums();
  return { longestGapMs, streams, down: swarm.down.size };
}
