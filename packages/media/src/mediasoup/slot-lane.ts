import { randomInt } from 'node:crypto';
import type { EpochMs } from '@saal/protocol';
import type { DirectTransport, Producer, RtpCapabilities } from 'mediasoup/types';
import { SlotElection } from '../slot-election.ts';
import { SlotWriter } from '../slot-writer.ts';

const levelUri = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

type Three<T> = readonly [T, T, T];

interface Track {
  producer: Producer;
  writer: SlotWriter<string>;
}

/** Three streams that carry the loudest of many voices. */
export class SlotLane {
  readonly producers: Three<Producer>;
  readonly #writers: Three<SlotWriter<string>>;
  readonly #election = new SlotElection<string>();

  private constructor(tracks: Three<Track>) {
    const [first, second, third] = tracks;
    this.producers = [first.producer, second.producer, third.producer];
    this.#writers = [first.writer, second.writer, third.writer];
  }

  static async open(transport: DirectTransport, capabilities: RtpCapabilities): Promise<SlotLane> {
    const track = () => openTrack(transport, capabilities);
    return new SlotLane(await Promise.all([track(), track(), track()]));
  }

  /** Ids of the voices in the slots. */
  get slots(): (string | undefined)[] {
    return this.#election.slots;
  }

  /** @returns whether slots changed */
  heard(id: string, db: number, nowMs: EpochMs): boolean {
    return this.#election.heard(id, db, nowMs);
  }

  /** @returns whether slots changed */
  remove(id: string): boolean {
    const slot = this.#election.slotOf(id);
    if (slot !== -1) this.#writers[slot]?.release();
    return this.#election.remove(id);
  }

  /** Sends the packet if its voice has a slot, and leaves it rewritten. */
  send(id: string, packet: Buffer, sequence: number, timestamp: number, nowMs: EpochMs): void {
    const slot = this.#election.slotOf(id);
    if (slot === -1) return;
    const producer = this.producers[slot];
    if (producer && !producer.closed && this.#writers[slot]?.write(packet, id, sequence, timestamp, nowMs)) producer.send(packet);
  }
}

async function openTrack(transport: DirectTransport, capabilities: RtpCapabilities): Promise<Track> {
  const ssrc = randomInt(1, 2 ** 32);
  const producer = await transport.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [
        { mimeType: 'audio/opus', payloadType: opusOf(capabilities), clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1 } },
      ],
      headerExtensions: [{ uri: levelUri, id: levelExtensionOf(capabilities) }],
      encodings: [{ ssrc }],
      rtcp: { cname: `slot-${ssrc}` },
    },
  });
  return { producer, writer: new SlotWriter<string>(ssrc, { sequence: randomInt(2 ** 16), timestamp: randomInt(2 ** 32) }) };
}

/** The id that the router gives the level in what it sends. */
export function levelExtensionOf(capabilities: RtpCapabilities): number {
  return capabilities.headerExtensions?.find(({ uri, kind }) => uri === levelUri && kind === 'audio')?.preferredId ?? 10;
}

function opusOf(capabilities: RtpCapabilities): number {
  return capabilities.codecs?.find(({ mimeType }) => mimeType.toLowerCase() === 'audio/opus')?.preferredPayloadType ?? 100;
}
