/** The paths that a device has: one pair, and a second one while it moves to another worker. What comes in is sorted by epoch. */
import type { Device } from 'mediasoup-client/types';
import type { ConsumerInfo, EventData, MediaRoomInfo, WatchedTile } from '@saal/protocol';
import type { Ask } from './connection.ts';
import { Consumers } from './consumers.ts';
import { epochAsk, MediaPaths, type EpochAsk } from './media-paths.ts';
import type { RemoteTrack } from './model.ts';
import { Move } from './move.ts';
import type { OwnStreams } from './own-streams.ts';
import type { StatisticsSources } from './statistics.ts';
import type { Timers } from './timers.ts';
import type { PathState } from './transport-path.ts';

export interface MediaWaysOptions {
  ask: Ask;
  signalling: () => boolean;
  timers: Timers;
  streams: OwnStreams;
  onRemote: (remote: RemoteTrack[]) => void;
  onStateChanged: () => void;
  /** The device has moved: this is its room now. */
  onMoved: (room: MediaRoomInfo) => void;
  /** The server does not take what this browser can decode. */
  onRefused: (error: unknown) => void;
}

export class MediaWays {
  readonly #options: MediaWaysOptions;
  /** Also before there are paths: what is announced is kept for them. */
  #consumers: Consumers;
  #present: { paths: MediaPaths; ask: EpochAsk } | undefined;
  /** Its paths come up while the present ones go on. */
  #move: Move | undefined;
  /** After a move: others are changing over from these. */
  #leaving: MediaPaths | undefined;
  /** UDP did not get through here: the next transports begin with TCP. */
  #overTcp = false;

  constructor(options: MediaWaysOptions) {
    this.#options = options;
    this.#consumers = this.#newConsumers(options.ask);
  }

  get isOpen(): boolean {
    return this.#present !== undefined;
  }

  get states(): readonly PathState[] {
    return this.#present?.paths.states ?? [];
  }

  open(device: Device, room: MediaRoomInfo): void {
    const ask = epochAsk(this.#options.ask, room.epoch, false);
    const paths = this.#newPaths(device, room, ask.ask, this.#consumers);
    this.#present = { paths, ask };
    this.#options.streams.use(paths);
  }

  /** Whether to begin: not when it is told again after a lost connection. */
  isNews(room: MediaRoomInfo): boolean {
    return this.#present !== undefined && ![this.#present.paths, this.#move?.to].some((paths) => paths?.room.epoch === room.epoch);
  }

  /** The server wants this device elsewhere: what is there goes on until all runs over the new paths. */
  move(device: Device, room: MediaRoomInfo): void {
    if (this.#present === undefined) return;
    this.#endMove();
    const { streams, timers } = this.#options;
    const from = this.#present.paths;
    const ask = epochAsk(this.#options.ask, room.epoch, true);
    const to = this.#newPaths(device, room, ask.ask, this.#newConsumers(ask.ask));
    this.#move = new Move({ from, to, streams, timers, onReady: () => this.#arrive({ paths: to, ask }) });
  }

  networkChanged(): void {
    this.#overTcp = false; // Another network, another chance.
    for (const paths of this.#growing()) paths.networkChanged();
  }

  /** @param sent the ids of all producers of the meeting */
  resumed(sent: ReadonlySet<string>): void {
    this.#consumers.prune(sent);
    for (const paths of this.#growing()) paths.resumed();
  }

  async watch(tiles: WatchedTile[]): Promise<void> {
    await Promise.all(this.#growing().map((paths) => paths.ask('media.watch', { tiles })));
  }

  added(info: ConsumerInfo): void {
    const { epoch } = info;
    const to = this.#move?.to;
    if (epoch === undefined || epoch === this.#present?.paths.room.epoch) this.#consumers.added(info);
    else if (to?.room.epoch === epoch) to.consumers.added(info);
  }

  removed(consumerId: string): void {
    for (const consumers of this.#allConsumers()) consumers.removed(consumerId);
  }

  changed(change: EventData<'media.consumer-changed'>): void {
    for (const consumers of this.#allConsumers()) consumers.changed(change);
  }

  statistics(): Omit<StatisticsSources, 'sent'> {
    return this.#present?.paths.statistics() ?? { sendTransport: undefined, receiveTransport: undefined, received: [] };
  }

  close(): void {
    this.#overTcp ||= this.#present?.paths.overTcp === true;
    this.#endMove();
    this.#leaving?.close();
    this.#leaving = undefined;
    this.#present?.paths.close();
    this.#present = undefined;
  }

  #arrive(next: { paths: MediaPaths; ask: EpochAsk }): void {
    const former = this.#present;
    if (former === undefined) return;
    const { paths } = next;
    const told = this.#options.ask('media.moved', { epoch: paths.room.epoch });
    // What is asked from here on without a name is taken for the new ones.
    former.ask.setNamed(true);
    next.ask.setNamed(false);
    this.#move = undefined;
    this.#leaving = former.paths;
    this.#present = next;
    this.#consumers = paths.consumers;
    this.#options.streams.use(paths);
    this.#options.onRemote(paths.consumers.remote);
    this.#options.onMoved(paths.room);
    former.paths.closeReceive();
    // Others have what is sent from there until this is answered; when it is refused, this device has to begin anew.
    const left = () => {
      if (this.#leaving === former.paths) this.#leaving = undefined;
      former.paths.close();
    };
    told.then(left, left);
  }

  #endMove(): void {
    this.#move?.close();
    this.#move = undefined;
  }

  #newPaths(device: Device, room: MediaRoomInfo, ask: Ask, consumers: Consumers): MediaPaths {
    const { signalling, timers, streams, onStateChanged, onRefused } = this.#options;
    const tcpOnly = this.#overTcp || this.#present?.paths.overTcp === true;
    const paths: MediaPaths = new MediaPaths({
      ...{ device, room, ask, signalling, timers, consumers, streams, tcpOnly },
      onStateChanged: () => paths === this.#present?.paths && onStateChanged(),
      onRefused: (error) => paths === this.#present?.paths && onRefused(error),
    });
    return paths;
  }

  #newConsumers(ask: Ask): Consumers {
    const { timers, onRemote } = this.#options;
    const consumers: Consumers = new Consumers({
      ask,
      timers,
      onChanged: () => {
        if (consumers === this.#consumers) onRemote(consumers.remote);
      },
    });
    return consumers;
  }

  /** Those that are there to stay. */
  #growing(): MediaPaths[] {
    return [this.#present?.paths, this.#move?.to].filter((paths) => paths !== undefined);
  }

  #allConsumers(): Consumers[] {
    return this.#move === undefined ? [this.#consumers] : [this.#consumers, this.#move.to.consumers];
  }
}
