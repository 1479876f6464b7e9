/** What comes in: follows the server's announcements, and tells it when a track is ready to be decoded. */
import type { Consumer, Transport } from 'mediasoup-client/types';
import type { ConsumerInfo, EventData } from '@saal/protocol';
import type { Ask } from './connection.ts';
import { rtpParametersOf } from './mediasoup-shapes.ts';
import type { RemoteTrack } from './model.ts';
import type { Timers } from './timers.ts';

/** Each closing is a negotiation of its own, in the moment when others begin: several are done as one, a little later. */
const closeAfterMs = 1000;

export interface ConsumersOptions {
  ask: Ask;
  timers: Timers;
  /** `remote` is another list. */
  onChanged: () => void;
}

interface Entry {
  info: ConsumerInfo;
  consumer: Consumer | undefined;
  /** Paused by the sender, as the server told last. */
  paused: boolean;
  spatialLayer: number | undefined;
}

export class Consumers {
  readonly #options: ConsumersOptions;
  readonly #entries = new Map<string, Entry>();
  #remote: RemoteTrack[] = [];
  #transport: Transport | undefined;
  /** Removed by the server, still to be closed here. */
  #retired: Consumer[] = [];
  #cancelClosing: (() => void) | undefined;

  constructor(options: ConsumersOptions) {
    this.#options = options;
  }

  get remote(): RemoteTrack[] {
    return this.#remote;
  }

  /** Announced; kept until there is a transport for it. Announced again (after a resumed connection): only told that it is ready. */
  added(info: ConsumerInfo): void {
    const known = this.#entries.get(info.consumerId);
    if (known !== undefined) {
      if (known.consumer !== undefined) this.#resume(known);
      return;
    }
    const entry: Entry = { info, consumer: undefined, paused: false, spatialLayer: undefined };
    this.#entries.set(info.consumerId, entry);
    void this.#consume(entry);
  }

  removed(consumerId: string): void {
    const entry = this.#entries.get(consumerId);
    if (entry === undefined) return;
    this.#entries.delete(consumerId);
    if (entry.consumer !== undefined) this.#retire(entry.consumer);
    this.#publish();
  }

  changed({ consumerId, paused, spatialLayer }: EventData<'media.consumer-changed'>): void {
    const entry = this.#entries.get(consumerId);
    if (entry === undefined) return;
    if (paused !== undefined) entry.paused = paused;
    if (spatialLayer !== undefined) entry.spatialLayer = spatialLayer;
    this.#publish();
  }

  transportReady(transport: Transport): void {
    this.#transport = transport;
    for (const entry of this.#entries.values()) void this.#consume(entry);
  }

  /** The transport took its consumers with it; the server announces those of the next one. */
  transportGone(): void {
    this.#transport = undefined;
    this.#cancelClosing?.();
    this.#retired = [];
    this.#entries.clear();
    this.#publish();
  }

  /** Drops what nobody sends any more: its removal was told while the connection was lost. Slots are no person's stream. */
  prune(producerIds: ReadonlySet<string>): void {
    for (const [consumerId, { info }] of [...this.#entries]) {
      if (info.slot === undefined && !producerIds.has(info.producerId)) this.removed(consumerId);
    }
  }

  /** Those that can be received. */
  live(): { info: ConsumerInfo; consumer: Consumer; paused: boolean; spatialLayer: number | undefined }[] {
    return [...this.#entries.values()].flatMap(({ info, consumer, paused, spatialLayer }) =>
      consumer === undefined ? [] : [{ info, consumer, paused, spatialLayer }],
    );
  }

  #retire(consumer: Consumer): void {
    consumer.track.enabled = false;
    this.#retired.push(consumer);
    if (this.#retired.length > 1) return;
    this.#cancelClosing = this.#options.timers.after(closeAfterMs, () => {
      for (const retired of this.#retired.splice(0)) retired.close();
    });
  }

  async #consume(entry: Entry): Promise<void> {
    const transport = this.#transport;
    if (transport === undefined || entry.consumer !== undefined) return;
    const { info } = entry;
    let consumer: Consumer;
    try {
      consumer = await transport.consume({
        id: info.consumerId,
        producerId: info.producerId,
        kind: info.kind,
        rtpParameters: rtpParametersOf(info),
        streamId: streamIdOf(info),
      });
    } catch {
      // The transport closed meanwhile, or this browser cannot take the stream: the tile stays without picture.
      return;
    }
    if (this.#entries.get(info.consumerId) !== entry || this.#transport !== transport) {
      consumer.close();
      return;
    }
    entry.consumer = consumer;
    this.#publish();
    this.#resume(entry);
  }

  #resume(entry: Entry): void {
    // Refused when it has just gone; then its removal is on the way.
    this.#options.ask('media.resume-consumer', { consumerId: entry.info.consumerId }).catch(() => undefined);
  }

  #publish(): void {
    const before = new Map(this.#remote.map((track) => [track.consumerId, track]));
    const after = [...this.#entries.values()].flatMap(({ info, consumer, paused }): RemoteTrack[] => {
      if (consumer === undefined) return [];
      const old = before.get(info.consumerId);
      if (old?.paused === paused && old.track === consumer.track) return [old];
      return [
        {
          participantId: info.participantId,
          producerId: info.producerId,
          consumerId: info.consumerId,
          source: info.source,
          track: consumer.track,
          paused,
          ...(info.replaces === undefined ? {} : { replaces: info.replaces }),
        },
      ];
    });
    const same = before.size === after.length && after.every((track) => before.get(track.consumerId) === track);
    if (same) return;
    this.#remote = after;
    this.#options.onChanged();
  }
}

/** One a person, so that the browser keeps lips and voice together; a slot goes from one person to another. */
function streamIdOf({ participantId, slot, source }: ConsumerInfo): string {
  if (participantId === undefined) return `slot-${slot ?? ''}`;
  return source === 'screen' || source === 'screen-audio' ? `${participantId}-screen` : participantId;
}
