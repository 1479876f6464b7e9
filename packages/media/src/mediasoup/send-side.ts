import type { MediaSource, RequestData } from '@saal/protocol';
import type { Producer, Transport } from 'mediasoup/types';
import { MediaObjectNotFound, MediaParametersInvalid } from '../errors.ts';
import type { EncodingOutline } from '../layer-choice.ts';
import type { MediaEvent } from '../ports.ts';
import { checked, RtpParameters } from '../rtp-parameters.ts';
import { checkStreamLimit, kindOf } from '../stream-limits.ts';
import { beside, coded } from './coded.ts';
import type { PeerIdentity, PeerRoom } from './peer-room.ts';
import { PublishedStream } from './published-stream.ts';
import type { StreamOutline } from './room-stream.ts';

/** How many streams closed by force are remembered for a device whose connection was lost. */
const rememberedClosings = 20;

/** What one device sends. */
export class SendSide {
  readonly #room: PeerRoom;
  readonly #me: PeerIdentity;
  readonly #send: (event: MediaEvent) => void;
  readonly #streams = new Map<string, PublishedStream>();
  /** Told again to a device whose connection was lost. */
  #closedByForce: string[] = [];

  constructor(room: PeerRoom, me: PeerIdentity, send: (event: MediaEvent) => void) {
    this.#room = room;
    this.#me = me;
    this.#send = send;
  }

  /** @throws {TooManyStreams, MediaParametersInvalid, MediaEpochOver} */
  async produce(transport: Transport, data: RequestData<'media.produce'>): Promise<PublishedStream> {
    checkStreamLimit([...this.#streams.values()], data);
    const kind = kindOf(data.source);
    const rtpParameters = checked(RtpParameters, data.rtpParameters);
    if (!rtpParameters.codecs.every(({ mimeType }) => mimeType.startsWith(`${kind}/`)))
      throw new MediaParametersInvalid(`${data.source} takes ${kind} codecs only`);
    if (kind === 'audio' && rtpParameters.encodings.length > 1) throw new MediaParametersInvalid('sound has one encoding');
    const producer = await coded(() => transport.produce({ kind, rtpParameters, paused: data.paused ?? false }));
    if (producer.closed) throw new MediaObjectNotFound('transport', transport.id);
    return this.adopt(producer, data.source, data.shareId, rtpParameters.encodings);
  }

  /** Takes a producer into the room as a stream of this device. */
  adopt(producer: Producer, source: MediaSource, shareId: string | undefined, encodings: readonly EncodingOutline[]): PublishedStream {
    const stream = new PublishedStream({
      producer,
      source,
      shareId,
      ...this.#me,
      encodings,
      clock: this.#room.clock,
      layersWanted: (maxSpatialLayer) => this.#send({ type: 'media.layers-wanted', data: { producerId: producer.id, maxSpatialLayer } }),
    });
    this.#streams.set(stream.id, stream);
    producer.observer.once('close', () => {
      stream.demand?.close();
      if (this.#streams.get(stream.id) !== stream) return;
      this.#streams.delete(stream.id);
      this.#room.streamClosed(stream);
    });
    this.#room.streamOpened(stream);
    return stream;
  }

  /** @throws {MediaObjectNotFound} */
  stream(producerId: string): PublishedStream {
    const stream = this.#streams.get(producerId);
    if (!stream) throw new MediaObjectNotFound('producer', producerId);
    return stream;
  }

  get published(): PublishedStream[] {
    return [...this.#streams.values()];
  }

  outlines(): StreamOutline[] {
    return this.published.map((stream) => stream.outline());
  }

  /** @throws {MediaObjectNotFound} */
  async setPaused(producerId: string, paused: boolean): Promise<void> {
    const stream = this.stream(producerId);
    if (stream.producer.paused === paused) return;
    await coded(() => (paused ? stream.producer.pause() : stream.producer.resume()));
    this.#room.streamPausedOrResumed(stream);
  }

  /** By force: the sender is told. */
  async pauseSource(source: MediaSource): Promise<void> {
    for (const stream of this.#of(source)) {
      if (stream.producer.paused) continue;
      await this.setPaused(stream.id, true);
      this.#send({ type: 'media.producer-paused', data: { producerId: stream.id } });
    }
  }

  /** By force: the sender is told. A share's sound goes with its picture. */
  closeSource(source: MediaSource, shareId: string | undefined): void {
    const closing = this.#of(source).filter((stream) => shareId === undefined || stream.shareId === shareId);
    const sound =
      source === 'screen' ? this.#of('screen-audio').filter((audio) => closing.some((picture) => picture.shareId === audio.shareId)) : [];
    for (const { id, producer } of [...closing, ...sound]) {
      producer.close();
      this.#closedByForce = [...this.#closedByForce.slice(1 - rememberedClosings), id];
      this.#send({ type: 'media.producer-closed', data: { producerId: id } });
    }
  }

  resync(): void {
    for (const producerId of this.#closedByForce) this.#send({ type: 'media.producer-closed', data: { producerId } });
    for (const stream of this.#streams.values()) {
      if (stream.producer.paused) this.#send({ type: 'media.producer-paused', data: { producerId: stream.id } });
      stream.demand?.repeat();
    }
  }

  /** Counts arrived packets of every unmuted microphone and tells its sender. */
  reportHeard(isAudible: (producerId: string) => boolean): void {
    for (const stream of this.#of('microphone')) {
      if (stream.producer.paused) continue;
      const told = stream.producer.getStats().then((statistics) => {
        const packets = statistics.reduce((sum, { packetCount }) => sum + packetCount, 0);
        this.#send({ type: 'media.heard', data: { producerId: stream.id, packets, audible: isAudible(stream.id) } });
      });
      beside(this.#room.log, 'statistics', told);
    }
  }

  #of(source: MediaSource): PublishedStream[] {
    return [...this.#streams.values()].filter((stream) => stream.source === source);
  }
}
