import type { Clock, Logger } from '@saal/foundation';
import type { Consumer } from 'mediasoup/types';
import type { MediaEvent } from '../ports.ts';
import { beside } from './coded.ts';
import type { RoomStream } from './room-stream.ts';

/** A video nobody looked at for so long is given up; looking again makes a new one. */
const unwatchedLimitMs = 3 * 60_000;

/** `run`: now; `wait`: everything but sending; `rest`: only kept if it is there; `close`: not even that. */
export type Use = 'run' | 'wait' | 'rest' | 'close';

export interface Wish {
  use: Use;
  /** Of video with several layers. */
  layer: number | undefined;
  /** 1 (seat) to 10 (stage); undefined for sound, which bandwidth estimation never cuts. */
  priority: number | undefined;
}

/** One stream on its way to one device. Sends only while it is wanted and the device is ready to decode. */
export class ReceivedStream {
  readonly stream: RoomStream;
  readonly consumer: Consumer;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #expired: () => void;
  #ready = false;
  #wish: Wish = { use: 'wait', layer: undefined, priority: undefined };
  #running = false;
  #cancelExpiry: (() => void) | undefined;

  /** @param expired unwatched for minutes: the owner closes it */
  constructor(options: {
    stream: RoomStream;
    consumer: Consumer;
    log: Logger;
    clock: Clock;
    send: (event: MediaEvent) => void;
    expired: () => void;
  }) {
    this.stream = options.stream;
    this.consumer = options.consumer;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#expired = options.expired;
    const { consumer } = this;
    const changed = (change: { paused?: boolean; spatialLayer?: number; score?: number }) =>
      options.send({ type: 'media.consumer-changed', data: { consumerId: consumer.id, ...change } });
    consumer.on('producerpause', () => changed({ paused: true }));
    consumer.on('producerresume', () => changed({ paused: false }));
    if (consumer.kind === 'video') {
      consumer.on('layerschange', (layers) => changed({ spatialLayer: layers?.spatialLayer ?? -1 }));
      consumer.on('score', ({ score }) => changed({ score }));
    }
  }

  get isReady(): boolean {
    return this.#ready;
  }

  /** The device can decode now. */
  ready(): void {
    this.#ready = true;
    this.#run();
  }

  apply(wish: Wish): void {
    const before = this.#wish;
    this.#wish = wish;
    if (wish.layer !== undefined && wish.layer !== before.layer && this.consumer.type !== 'simple') {
      beside(this.#log, 'preferred layers', this.consumer.setPreferredLayers({ spatialLayer: wish.layer }));
    }
    if (wish.priority !== undefined && wish.priority !== before.priority) {
      beside(this.#log, 'priority', this.consumer.setPriority(wish.priority));
    }
    this.#run();
    if (wish.use !== 'rest') {
      this.#cancelExpiry?.();
      this.#cancelExpiry = undefined;
    } else if (this.consumer.kind === 'video') {
      this.#cancelExpiry ??= this.#clock.after(unwatchedLimitMs, this.#expired);
    }
  }

  /** What the device is told of it, also again after a lost connection. */
  announce(send: (event: MediaEvent) => void): void {
    const { consumer, stream } = this;
    send({
      type: 'media.consumer-added',
      data: {
        consumerId: consumer.id,
        producerId: stream.id,
        ...(stream.slot === undefined ? { participantId: stream.participantId } : { slot: stream.slot }),
        source: stream.source,
        kind: consumer.kind,
        ...(stream.replaces === undefined ? {} : { replaces: stream.replaces }),
        rtpParameters: consumer.rtpParameters,
      },
    });
    if (consumer.producerPaused) send({ type: 'media.consumer-changed', data: { consumerId: consumer.id, paused: true } });
  }

  close(): void {
    this.#cancelExpiry?.();
    this.#cancelExpiry = undefined;
    this.consumer.close();
  }

  #run(): void {
    const run = this.#ready && this.#wish.use === 'run';
    if (run === this.#running) return;
    this.#running = run;
    // Resuming makes the worker ask the sender for a key frame by itself.
    beside(this.#log, run ? 'resume' : 'pause', run ? this.consumer.resume() : this.consumer.pause());
  }
}
