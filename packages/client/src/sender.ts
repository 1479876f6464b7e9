/**
 * One stream of one's own: brings what is sent to what is wanted, one step after the other, however often the wish
 * changes meanwhile. What is not wanted stops at once, before any server is asked: no packet leaves a muted microphone (P03).
 */
import type { Producer, ProducerCodecOptions, RtpCodecCapability, RtpEncodingParameters, Transport } from 'mediasoup-client/types';
import type { MediaSource, WireError } from '@saal/protocol';
import type { Ask } from './connection.ts';
import { RequestFailed, toWireError } from './request-failed.ts';
import type { Timers } from './timers.ts';

const retryAfterMs = 2000;

export interface Wish {
  /** Undefined: the device is off; the stream stays, paused, so that others need nothing new when it comes back. */
  track: MediaStreamTrack | undefined;
  /** False: nothing is sent. */
  sending: boolean;
  encodings?: RtpEncodingParameters[];
  codecOptions?: ProducerCodecOptions;
  codec?: RtpCodecCapability;
  shareId?: string;
}

export interface SenderOptions {
  source: MediaSource;
  ask: Ask;
  timers: Timers;
  /** Highest layer of a producer somebody takes, as told last; 0 until then, -1: nobody. */
  maxLayerOf: (producerId: string) => number;
  /** After each change of what is really sent. */
  onChanged: () => void;
  /** The server refuses it (a right is missing, too many): the wish is dropped. */
  onRefused: (error: WireError) => void;
}

export class Sender {
  readonly #options: SenderOptions;
  #wish: Wish | undefined;
  #transport: Transport | undefined;
  #producer: Producer | undefined;
  /** The wish that the producer was made for; another set of options needs another producer. */
  #madeFor: Wish | undefined;
  #sentTrack: MediaStreamTrack | undefined;
  /** Id of the producer whose pause the server has confirmed. */
  #pausedAtServer: string | undefined;
  #running = false;
  #again = false;
  #cancelRetry: (() => void) | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  get producer(): Producer | undefined {
    return this.#producer;
  }

  /** Others get it now. */
  get sending(): boolean {
    return this.#producer !== undefined && !this.#producer.paused;
  }

  /** A change is under way. */
  get busy(): boolean {
    return this.#running;
  }

  /** @param wish undefined: stop and forget the stream */
  want(wish: Wish | undefined): void {
    this.#wish = wish;
    if (wish?.sending !== true) this.#silence();
    this.#reconcile();
  }

  transportReady(transport: Transport): void {
    this.#transport = transport;
    this.#reconcile();
  }

  /** The transport took its producers with it. */
  transportGone(): void {
    this.#transport = undefined;
    this.#forget();
    this.#options.onChanged();
  }

  /** The server has closed the producer by force. */
  closedByServer(): void {
    this.#producer?.close();
    this.#forget();
    this.#options.onChanged();
  }

  /** Which layers are taken has changed. */
  layersChanged(): void {
    void this.#applyLayers();
  }

  /** Stops what leaves this machine, now and without asking anybody. */
  #silence(): void {
    const producer = this.#producer;
    if (producer === undefined) return;
    if (this.#wish?.track === undefined) {
      // The copy that is sent holds the device open: its light goes out with it.
      producer.track?.stop();
      this.#sentTrack = undefined;
    }
    if (producer.paused) return;
    producer.pause();
    this.#options.onChanged();
  }

  #forget(): void {
    this.#producer = undefined;
    this.#madeFor = undefined;
    this.#sentTrack = undefined;
  }

  #reconcile(): void {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    this.#cancelRetry?.();
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        try {
          await this.#step();
        } catch (error) {
          this.#failed(error);
        }
      }
    } finally {
      this.#running = false;
    }
  }

  #failed(thrown: unknown): void {
    const error = toWireError(thrown);
    if (
      thrown instanceof RequestFailed &&
      (error.code === 'right_missing' ||
        error.code === 'too_many_streams' ||
        error.code === 'media_parameters_invalid' ||
        error.code === 'not_allowed')
    ) {
      this.#wish = this.#wish && { ...this.#wish, sending: false };
      this.#silence();
      this.#options.onRefused(error);
      return;
    }
    // The transport went away in between, or no answer came: once more, unless something else starts it before.
    this.#cancelRetry = this.#options.timers.after(retryAfterMs, () => this.#reconcile());
  }

  async #step(): Promise<void> {
    const { ask, onChanged } = this.#options;
    const transport = this.#transport;
    if (transport === undefined || transport.closed) return;
    const wish = this.#wish;
    const producer = this.#producer;
    if (producer !== undefined && (wish === undefined || !sameOptions(wish, this.#madeFor))) {
      producer.close();
      this.#forget();
      onChanged();
      await ask('media.close-producer', { producerId: producer.id });
      this.#again = true;
      return;
    }
    if (wish === undefined) return;
    if (producer === undefined) {
      // A stream that is not to be sent need not exist.
      if (wish.sending && wish.track?.readyState === 'live') await this.#produce(transport, wish, wish.track);
      return;
    }
    if (wish.track !== undefined && wish.track !== this.#sentTrack && wish.track.readyState === 'live') {
      this.#sentTrack = wish.track;
      await producer.replaceTrack({ track: this.#own(wish.track) });
    }
    if (wish.sending && producer.paused) {
      await ask('media.resume-producer', { producerId: producer.id });
      if (this.#producer === producer && this.#wish?.sending === true) {
        producer.resume();
        onChanged();
      } else this.#again = true;
    } else if (!wish.sending && this.#pausedAtServer !== producer.id) {
      await ask('media.pause-producer', { producerId: producer.id });
      this.#pausedAtServer = producer.id;
    }
    if (wish.sending) this.#pausedAtServer = undefined;
  }

  async #produce(transport: Transport, wish: Wish, track: MediaStreamTrack): Promise<void> {
    const { source } = this.#options;
    const own = this.#own(track);
    const producer = await transport.produce({
      track: own,
      // Only the lowest layer until somebody takes more (`media.layers-wanted`): encoding is the dearest thing here.
      ...(wish.encodings ? { encodings: wish.encodings.map((encoding, layer) => ({ ...encoding, active: layer === 0 })) } : {}),
      ...(wish.codecOptions ? { codecOptions: wish.codecOptions } : {}),
      ...(wish.codec ? { codec: wish.codec } : {}),
      stopTracks: true,
      disableTrackOnPause: true,
      zeroRtpOnPause: true,
      appData: { source, ...(wish.shareId === undefined ? {} : { shareId: wish.shareId }) },
    });
    if (this.#transport !== transport) return;
    this.#producer = producer;
    this.#madeFor = wish;
    this.#sentTrack = track;
    this.#pausedAtServer = undefined;
    if (this.#wish?.sending !== true) this.#silence();
    this.#again = true;
    this.#options.onChanged();
    await this.#applyLayers();
  }

  /** A copy is sent, so that pausing does not darken the own preview nor deafen the level meter. */
  #own(track: MediaStreamTrack): MediaStreamTrack {
    const copy = track.clone();
    copy.contentHint = track.contentHint;
    copy.enabled = true;
    return copy;
  }

  async #applyLayers(): Promise<void> {
    const producer = this.#producer;
    const sender = producer?.rtpSender;
    if (sender === undefined || producer?.kind !== 'video') return;
    const maxLayer = this.#options.maxLayerOf(producer.id);
    const parameters = sender.getParameters();
    const wanted = parameters.encodings.map((encoding, layer) => ({ ...encoding, active: layer <= maxLayer }));
    if (wanted.every(({ active }, layer) => active === parameters.encodings[layer]?.active)) return;
    parameters.encodings = wanted;
    try {
      await sender.setParameters(parameters);
    } catch {
      // Another change was under way or the sender has closed; the next `layers-wanted` brings it right.
    }
  }
}

function sameOptions(wish: Wish, other: Wish | undefined): boolean {
  if (other === undefined) return false;
  if (wish.track === undefined) return true; // A device that is off has no say in it.
  return (
    JSON.stringify([wish.codecOptions, wish.encodings?.length, wish.shareId]) ===
    JSON.stringify([other.codecOptions, other.encodings?.length, other.shareId])
  );
}
