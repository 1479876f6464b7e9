/** The two paths of one epoch, and what runs over them. A device has one such pair, and two while it moves to another worker. */
import type { Device } from 'mediasoup-client/types';
import type { MediaRoomInfo } from '@saal/protocol';
import type { Ask } from './connection.ts';
import type { Consumers } from './consumers.ts';
import type { OwnStreams } from './own-streams.ts';
import type { StatisticsSources } from './statistics.ts';
import type { Timers } from './timers.ts';
import { TransportPath, type PathState } from './transport-path.ts';

export interface MediaPathsOptions {
  device: Device;
  room: MediaRoomInfo;
  ask: Ask;
  /** The WebSocket is up. */
  signalling: () => boolean;
  timers: Timers;
  tcpOnly: boolean;
  consumers: Consumers;
  streams: OwnStreams;
  onStateChanged: () => void;
  /** The server does not take what this browser can decode. */
  onRefused: (error: unknown) => void;
}

/** How the server is asked about one epoch. */
export interface EpochAsk {
  ask: Ask;
  /** Says which epoch is meant: while there are two, and for the one that the server does not take for the present one. */
  setNamed(named: boolean): void;
}

export function epochAsk(ask: Ask, epoch: string, named: boolean): EpochAsk {
  let isNamed = named;
  return {
    ask: (method, data) => ask(method, isNamed ? { ...data, epoch } : data),
    setNamed: (value) => {
      isNamed = value;
    },
  };
}

export class MediaPaths {
  readonly room: MediaRoomInfo;
  readonly ask: Ask;
  readonly consumers: Consumers;
  readonly #streams: OwnStreams;
  readonly #send: TransportPath;
  readonly #receive: TransportPath;

  constructor(options: MediaPathsOptions) {
    const { consumers, streams, ask, onRefused, ...common } = options;
    this.room = options.room;
    this.ask = ask;
    this.consumers = consumers;
    this.#streams = streams;
    // Sent in one go; the server handles them in this order.
    ask('media.set-capabilities', { rtpCapabilities: { ...options.device.recvRtpCapabilities } }).catch(onRefused);
    this.#receive = new TransportPath({
      ...common,
      ask,
      direction: 'receive',
      onReady: (transport) => consumers.transportReady(transport),
      onGone: () => consumers.transportGone(),
    });
    // Made before there is anything to send, so that the first word need not wait for it.
    this.#send = new TransportPath({
      ...common,
      ask,
      direction: 'send',
      onReady: (transport) => streams.transportReady(this, transport),
      onGone: () => streams.transportGone(this),
    });
  }

  get states(): readonly PathState[] {
    return [this.#send.state, this.#receive.state];
  }

  /** Came to be by TCP after UDP had failed. */
  get overTcp(): boolean {
    return this.#send.overTcp || this.#receive.overTcp;
  }

  networkChanged(): void {
    this.#send.networkChanged();
    this.#receive.networkChanged();
  }

  resumed(): void {
    this.#send.resumed();
    this.#receive.resumed();
  }

  statistics(): Pick<StatisticsSources, 'sendTransport' | 'receiveTransport' | 'received'> {
    return { sendTransport: this.#send.transport, receiveTransport: this.#receive.transport, received: this.consumers.live() };
  }

  closeReceive(): void {
    this.#receive.close();
  }

  close(): void {
    this.#send.close();
    this.#receive.close();
    this.#streams.ended(this);
  }
}
