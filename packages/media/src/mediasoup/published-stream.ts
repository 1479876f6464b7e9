import type { Clock } from '@saal/foundation';
import type { DeviceId, MediaSource, ParticipantId } from '@saal/protocol';
import type { Producer } from 'mediasoup/types';
import { layersOf, type EncodingOutline, type VideoLayer } from '../layer-choice.ts';
import { LayerDemand } from '../layer-demand.ts';
import type { RoomStream, StreamOutline } from './room-stream.ts';

/** One stream a device of this branch sends into the room. */
export class PublishedStream implements RoomStream {
  readonly isHere = true;
  readonly producer: Producer;
  readonly source: MediaSource;
  readonly shareId: string | undefined;
  readonly deviceId: DeviceId;
  readonly participantId: ParticipantId;
  /** Spatial layers, lowest first; of sound: one that means nothing. */
  readonly layers: readonly VideoLayer[];
  /** What its watchers take; undefined for sound. */
  readonly demand: LayerDemand | undefined;
  /** The producer that it stands for since its device moved. */
  replaces: string | undefined;

  constructor(options: {
    producer: Producer;
    source: MediaSource;
    shareId: string | undefined;
    deviceId: DeviceId;
    participantId: ParticipantId;
    encodings: readonly EncodingOutline[];
    clock: Clock;
    layersWanted: (maxSpatialLayer: number) => void;
  }) {
    this.producer = options.producer;
    this.source = options.source;
    this.shareId = options.shareId;
    this.deviceId = options.deviceId;
    this.participantId = options.participantId;
    this.layers = layersOf(options.encodings);
    if (this.producer.kind === 'video') this.demand = new LayerDemand(options.clock, options.layersWanted);
  }

  get id(): string {
    return this.producer.id;
  }

  get isPaused(): boolean {
    return this.producer.paused;
  }

  get kind() {
    return this.producer.kind;
  }

  want(watcher: string, layer: number | undefined): void {
    this.demand?.want(watcher, layer);
  }

  outline(): StreamOutline {
    return {
      producerId: this.id,
      source: this.source,
      deviceId: this.deviceId,
      paused: this.producer.paused,
      participantId: this.participantId,
      layers: this.layers,
      ...(this.shareId === undefined ? {} : { shareId: this.shareId }),
      ...(this.replaces === undefined ? {} : { replaces: this.replaces }),
    };
  }
}
