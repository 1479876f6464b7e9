import { BusNobodyThere, type Bus, type Clock, type Logger } from '@saal/foundation';
import { requests, type DeviceId, type MediaSource, type MeetingId, type RequestData, type RequestResult } from '@saal/protocol';
import type { RtpCapabilities } from 'mediasoup/types';
import { MediaEpochOver, MediaUnavailable } from '../../errors.ts';
import type { MediaMethod } from '../../ports.ts';
import type { HearingRule } from '../hearing.ts';
import type { PeerIdentity } from '../peer-room.ts';
import type { BranchInfo, BranchListener, BranchPeer, RoomBranch } from '../room-branch.ts';
import type { StreamOutline } from '../room-stream.ts';
import type { Candidate } from '../slots.ts';
import type { Outbox } from './outbox.ts';
import { BranchInfoAnswer, peerSubject, type Order, type PeerCall, type TellItem } from './subjects.ts';

const openLimitMs = 5_000;

export interface RemoteBranchOptions {
  id: string;
  meetingId: MeetingId;
  node: string;
  worker: number;
  listener: BranchListener;
  orders: Outbox<Order>;
  /** Of another branch; undefined: it is over. */
  nodeOf: (branchId: string) => string | undefined;
  /** It is closed or over. */
  ended: () => void;
  bus: Bus;
  clock: Clock;
  log: Logger;
}

/** A branch on a node, as its room sees it. */
export class RemoteBranch implements RoomBranch {
  readonly id: string;
  readonly node: string;
  readonly ready: Promise<RtpCapabilities>;
  readonly #options: RemoteBranchOptions;
  readonly #opened = Promise.withResolvers<RtpCapabilities>();
  readonly #cancelLimit: () => void;
  #isOpen = false;
  #seq = 0;
  #ended = false;

  constructor(options: RemoteBranchOptions) {
    this.id = options.id;
    this.node = options.node;
    this.#options = options;
    this.ready = this.#opened.promise;
    this.ready.catch(() => undefined); // Who waits for it has the error.
    this.#cancelLimit = options.clock.after(openLimitMs, () => {
      this.#opened.reject(new MediaUnavailable('the node does not open a branch', 2_000));
      this.close();
    });
    this.#order({ kind: 'open', branch: this.id, meetingId: options.meetingId, worker: options.worker });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What its node told. */
  told(seq: number, items: readonly TellItem[]): void {
    if (this.#ended || seq <= this.#seq) return;
    if (seq > this.#seq + 1) this.#askAgain();
    this.#seq = seq;
    for (const item of items) this.#take(item);
  }

  /** @param seq of the last message that the node told; undefined: it has no such branch */
  living(seq: number | undefined): void {
    if (seq === undefined) this.over();
    else if (seq > this.#seq) {
      this.#askAgain();
      this.#seq = seq;
    }
  }

  /** Its node or worker is gone. */
  over(): void {
    if (this.#ended) return;
    this.#end();
    this.#options.listener.over();
  }

  /** It is closed, and its people get another place. */
  giveUp(): void {
    this.#order({ kind: 'close', branch: this.id });
    this.over();
  }

  setHearing(rule: HearingRule): void {
    this.#order({ kind: 'hearing', branch: this.id, rule });
  }

  taken(): Promise<void> {
    return this.#options.orders.taken();
  }

  meet(other: string): void {
    const node = this.#options.nodeOf(other);
    if (node !== undefined) this.#order({ kind: 'meet', branch: this.id, other, node });
  }

  lose(other: string): void {
    this.#order({ kind: 'lose', branch: this.id, other });
  }

  setFarStreams(origin: string, deviceId: DeviceId, outlines: readonly StreamOutline[]): void {
    this.#order({ kind: 'far-streams', branch: this.id, origin, deviceId, outlines: [...outlines] });
  }

  setFarCandidates(origin: string, candidates: readonly Candidate[]): void {
    this.#order({ kind: 'far-candidates', branch: this.id, origin, candidates: [...candidates] });
  }

  addPeer({ deviceId, participantId }: PeerIdentity): BranchPeer {
    this.#order({ kind: 'add-peer', branch: this.id, deviceId, participantId });
    const call = (what: PeerCall['call']) => this.#callPeer({ branch: this.id, deviceId, call: what });
    return {
      info: async (knownEpoch): Promise<BranchInfo> => BranchInfoAnswer.parse(await call({ kind: 'info', knownEpoch })),
      resync: () => this.#order({ kind: 'resync', branch: this.id, deviceId }),
      handle: async <M extends MediaMethod>(method: M, data: RequestData<M>): Promise<RequestResult<M>> =>
        // The table maps each method to its result; TypeScript does not follow the index through `parse`.
        requests[method].result.parse(await call({ kind: 'handle', method, data })) as RequestResult<M>,
      setListening: (listening) => this.#order({ kind: 'listening', branch: this.id, deviceId, listening }),
      pauseSource: async (source: MediaSource) => {
        await call({ kind: 'pause-source', source });
      },
      closeSource: async (source: MediaSource, shareId?: string) => {
        await call({ kind: 'close-source', source, shareId });
      },
    };
  }

  removePeer(deviceId: DeviceId): void {
    this.#order({ kind: 'remove-peer', branch: this.id, deviceId });
  }

  close(): void {
    if (this.#ended) return;
    this.#order({ kind: 'close', branch: this.id });
    this.#end();
  }

  #take(item: TellItem): void {
    const { listener } = this.#options;
    switch (item.kind) {
      case 'ready':
        this.#isOpen = true;
        this.#cancelLimit();
        return this.#opened.resolve(item.capabilities);
      case 'event':
        return listener.event(item.deviceId, item.event);
      case 'streams':
        return listener.streams(item.deviceId, item.outlines);
      case 'heard':
        return listener.heard(item.heard);
      case 'candidates':
        return listener.candidates(item.candidates);
      case 'over':
        return this.over();
    }
  }

  #order(order: Order): void {
    if (!this.#ended) this.#options.orders.push(order);
  }

  #askAgain(): void {
    this.#options.log.warn({ epoch: this.id, node: this.node }, 'missed what a branch told, asking again');
    this.#order({ kind: 'repeat', branch: this.id });
  }

  /** What was ordered before is done first. */
  async #callPeer(call: PeerCall): Promise<unknown> {
    try {
      await this.#options.orders.taken();
      if (this.#ended) throw new MediaEpochOver();
      return await this.#options.bus.request(peerSubject(this.node), call);
    } catch (error) {
      throw error instanceof BusNobodyThere ? new MediaEpochOver() : error;
    }
  }

  #end(): void {
    this.#ended = true;
    this.#cancelLimit();
    this.#opened.reject(new MediaUnavailable('its worker went away', 1_000));
    this.#options.ended();
  }
}
