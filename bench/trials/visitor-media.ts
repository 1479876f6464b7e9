/** Sound and picture of a visitor: both transports, what is sent and what comes, and all of it anew in another media room. */
import { events, type EventType, type MediaRoomInfo, type MediaSource } from '@saal/protocol';
import type { WireLine } from '@saal/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { remoteOf, transportCcOf } from '../servers/server.ts';
import { rtpParametersOf, startSending, type Numbered } from '../servers/streams.ts';
import type { Swarm } from '../swarm.ts';

const retryAfterMs = 1_000;
const Encodings = z.object({
  encodings: z.array(z.object({ ssrc: z.number(), rtx: z.object({ ssrc: z.number() }).optional() })).min(1),
});

/** A stream that the server sends to somebody. */
export interface Incoming {
  consumerId: string;
  producerId: string;
  kind: 'audio' | 'video';
  ssrc: number;
  rtxSsrc: number | undefined;
  /** The server sends none of its layers: what it estimates of the network does not bear it. */
  heldBack: boolean;
}

export interface Sending {
  source: MediaSource;
  numbered: Numbered;
}

export class VisitorMedia {
  /** What went wrong and was tried again. */
  readonly troubles: string[] = [];
  /** Other media rooms it was sent to, and when both transports stood there. */
  readonly resets: { atMs: number; readyAtMs: number | undefined }[] = [];
  /** By consumer. */
  readonly incoming = new Map<string, Incoming>();
  /** Where it sends and receives. */
  address: string | undefined;
  /** Its client in the swarm that receives; undefined while there is none. */
  receiving: number | undefined;
  /** Another one after a lost connection. */
  readonly #line: () => WireLine;
  readonly #swarm: Swarm;
  /** Both transports stand. */
  readonly #ready: () => void;
  #sending: Sending[] = [];
  /** By producer. */
  readonly #sent = new Map<string, { client: number; sending: Sending }>();
  readonly #clients = new Set<number>();
  #room: MediaRoomInfo | undefined;
  #outgoing: { transportId: string; client: number } | undefined;
  #closed = false;

  constructor(options: { line: () => WireLine; swarm: Swarm; ready: () => void }) {
    this.#line = options.line;
    this.#swarm = options.swarm;
    this.#ready = options.ready;
  }

  take(type: EventType, read: () => unknown): void {
    switch (type) {
      case 'media.reset': {
        const info = events[type].parse(read());
        const reset: (typeof this.resets)[number] = { atMs: performance.now(), readyAtMs: undefined };
        this.resets.push(reset);
        void this.open(info).then(() => (reset.readyAtMs = performance.now()));
        return;
      }
      case 'media.consumer-added': {
        const { consumerId, producerId, kind, rtpParameters } = events[type].parse(read());
        const [encoding] = Encodings.parse(rtpParameters).encodings;
        if (!encoding) return;
        const incoming = { consumerId, producerId, kind, ssrc: encoding.ssrc, rtxSsrc: encoding.rtx?.ssrc, heldBack: false };
        this.incoming.set(consumerId, incoming);
        this.#receive(incoming);
        return;
      }
      case 'media.consumer-removed':
        this.incoming.delete(events[type].parse(read()).consumerId);
        return;
      case 'media.consumer-changed': {
        const { consumerId, spatialLayer } = events[type].parse(read());
        const incoming = this.incoming.get(consumerId);
        if (incoming && spatialLayer !== undefined) incoming.heldBack = spatialLayer < 0;
        return;
      }
      case 'media.layers-wanted': {
        const { producerId, maxSpatialLayer } = events[type].parse(read());
        const sent = this.#sent.get(producerId);
        if (sent?.sending.numbered.sent.kind !== 'video') return;
        for (const [layer, ssrc] of sent.sending.numbered.ssrcs.entries())
          this.#swarm.setActive(sent.client, ssrc, layer <= maxSpatialLayer);
        return;
      }
      default:
    }
  }

  /** The room whose transports it holds; undefined while one of them does not stand. */
  get epoch(): string | undefined {
    return this.#outgoing && this.#room?.epoch;
  }

  /** Everything anew in this room; resolves when it stands, or another room has come meanwhile. */
  async open(info: MediaRoomInfo): Promise<void> {
    this.#drop();
    this.#room = info;
    while (this.#isCurrent(info)) {
      try {
        await this.#build(info);
        return;
      } catch (error) {
        if (!this.#isCurrent(info)) return;
        this.troubles.push(String(error));
        await sleep(retryAfterMs);
        if (this.#isCurrent(info)) this.#drop();
      }
    }
  }

  /** Sends it from now on, also after a move. @returns the producer; undefined while there is no transport, which brings it later */
  async produce(sending: Sending): Promise<string | undefined> {
    this.#sending.push(sending);
    return this.#outgoing && (await this.#produce(sending, this.#outgoing));
  }

  /** What it sends is closed by the server; it does not begin again. */
  stopSending(): void {
    this.#sending = [];
  }

  /** Ends one stream for good. */
  async stop(producerId: string): Promise<void> {
    const sent = this.#sent.get(producerId);
    if (!sent) return;
    this.#sent.delete(producerId);
    this.#sending = this.#sending.filter((one) => one !== sent.sending);
    await this.#line().request('media.close-producer', { producerId });
    for (const ssrc of sent.sending.numbered.ssrcs) this.#swarm.setActive(sent.client, ssrc, false);
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #isCurrent(info: MediaRoomInfo): boolean {
    return this.#room === info && !this.#closed && this.#line().open;
  }

  #drop(): void {
    for (const client of this.#clients) this.#swarm.leave(client);
    this.#clients.clear();
    this.#sent.clear();
    this.incoming.clear();
    this.receiving = undefined;
    this.#outgoing = undefined;
  }

  async #build(info: MediaRoomInfo): Promise<void> {
    const { routerRtpCapabilities } = info;
    // Asked in one go, as the client does; the server handles them in this order.
    const [, outgoing] = await Promise.all([
      this.#line().request('media.set-capabilities', { rtpCapabilities: routerRtpCapabilities }),
      this.#connect(info, 'send', 0),
      this.#connect(info, 'receive', transportCcOf(routerRtpCapabilities)),
    ]);
    if (!this.#isCurrent(info)) return;
    this.#outgoing = outgoing;
    for (const sending of this.#sending) await this.#produce(sending, outgoing);
    if (this.#isCurrent(info)) this.#ready();
  }

  async #connect(info: MediaRoomInfo, direction: 'send' | 'receive', transportCcExtension: number) {
    const { transportId, iceParameters, iceCandidates } = await this.#line().request('media.create-transport', { direction });
    const dtlsParameters = {
      role: 'client' as const,
      fingerprints: [{ algorithm: 'sha-256' as const, value: await this.#swarm.fingerprint }],
    };
    await this.#line().request('media.connect-transport', { transportId, dtlsParameters });
    if (!this.#isCurrent(info)) throw new Error('another room has come');
    const remote = remoteOf(iceParameters, iceCandidates);
    const { id, up } = this.#swarm.connect(remote, transportCcExtension);
    this.#clients.add(id);
    this.address = remote.address;
    if (direction === 'receive') {
      this.receiving = id;
      for (const incoming of this.incoming.values()) this.#receive(incoming);
    }
    await up;
    return { client: id, transportId };
  }

  #receive({ consumerId, ssrc, rtxSsrc, kind }: Incoming): void {
    if (this.receiving === undefined) return;
    if (kind === 'video') this.#swarm.receive(this.receiving, ssrc, rtxSsrc);
    // Refused when it has just gone; then its removal is on the way.
    this.#line()
      .request('media.resume-consumer', { consumerId })
      .catch((error: unknown) => this.troubles.push(String(error)));
  }

  async #produce(sending: Sending, { transportId, client }: { transportId: string; client: number }): Promise<string> {
    const { source, numbered } = sending;
    const rtpParameters = { ...rtpParametersOf(numbered) };
    const share = source === 'screen' ? { shareId: 'screen' } : {};
    const { producerId } = await this.#line().request('media.produce', { transportId, source, rtpParameters, ...share });
    startSending(this.#swarm, client, numbered);
    this.#sent.set(producerId, { client, sending });
    // Nothing but the lowest layer until the server says that somebody takes more.
    for (const ssrc of numbered.ssrcs.slice(1)) this.#swarm.setActive(client, ssrc, false);
    return producerId;
  }
}
