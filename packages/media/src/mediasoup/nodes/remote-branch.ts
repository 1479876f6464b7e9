import { BusNobodyThere, type Bus, type Clock, type Logger } from '@saal/foundation';
import { requests, type DeviceId, type MediaSource, type MeetingId, type RequestData, type RequestResult } from '@saal/protocol';
import type { RtpCapabilities } from 'mediasoup/types';
import { MediaEpochOver, MediaUnavailable } from '../../errors.ts';
import type { MediaMethod } from '../../ports.ts';
import type { HearingRule } from '../hearing.ts';
import type { Presence } from '../moving-streams.ts';
import type { PeerIdentity } from '../peer-room.ts';
import type { BranchInfo, BranchListener, BranchPeer, RoomBranch, Turn } from '../room-branch.ts';
import type { StreamOutline } from '../room-stream.ts';
import type { Candidate } from '../slots.ts';
import type { Outbox } from './outbox.ts';
import { BranchInfoAnswer, peerSubject, type Order, type PeerCall, type TellItem } from './subjects.ts';

const openLimitMs = 5_000;

export interface RemoteBranchOptions {
  id: string;
  meetingId: MeetingId;
  server: string;
  term: number;
  /** It is there: a former conductor left it. */
  isLeft: boolean;
  /** Its node keeps what is let go. */
  keepsLeft: boolean;
  node: string;
  worker: number;
  /** Devices can move from and to it. */
  canMove: boolean;
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
  readonly canMove: boolean;
  readonly ready: Promise<RtpCapabilities>;
  readonly #options: RemoteBranchOptions;
  readonly #opened = Promise.withResolvers<RtpCapabilities>();
  readonly #cancelLimit: () => void;
  #isOpen = false;
  /** Undefined: the first message that comes is the first that counts. */
  #seq: number | undefined;
  #ended = false;

  constructor(options: RemoteBranchOptions) {
    this.id = options.id;
    this.node = options.node;
    this.canMove = options.canMove;
    this.#options = options;
    this.ready = this.#opened.promise;
    this.ready.catch(() => undefined); // Who waits for it has the error.
    this.#cancelLimit = options.clock.after(openLimitMs, () => {
      this.#opened.reject(new MediaUnavailable('the node does not open a branch', 2_000));
      this.close();
    });
    const { id, meetingId, worker, term } = options;
    if (options.isLeft) this.#order({ kind: 'repeat', branch: id, quiet: true });
    else {
      this.#seq = 0;
      this.#order({ kind: 'open', branch: id, meetingId, worker, term });
    }
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What its node told. */
  told(seq: number, items: readonly TellItem[]): void {
    if (this.#ended || seq <= (this.#seq ?? 0)) return;
    if (seq > (this.#seq ?? seq) + 1) this.#askAgain();
    this.#seq = seq;
    for (const item of items) this.#take(item);
  }

  /** @param seq of the last message that the node told; undefined: it has no such branch */
  living(seq: number | undefined): void {
    if (seq === undefined) this.over();
    else if (seq > (this.#seq ?? 0)) {
      this.#askAgain();
      this.#seq = seq;
    }
  }

  /** Another conductor has it: nothing is ordered any more. */
  takenOver(): void {
    if (this.#ended) return;
    this.#end();
    this.#options.listener.takenOver?.();
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

  /** Its people are moved to other places. @returns whether nobody is left */
  vacate(turn: Turn): Promise<boolean> {
    return this.#options.listener.vacate(turn);
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
    const { server } = this.#options;
    const call = (what: PeerCall['call']) => this.#callPeer({ server, branch: this.id, deviceId, call: what });
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

  setPresence(deviceId: DeviceId, presence: Presence): void {
    this.#order({ kind: 'presence', branch: this.id, deviceId, presence });
  }

  removePeer(deviceId: DeviceId): void {
    this.#order({ kind: 'remove-peer', branch: this.id, deviceId });
  }

  letGo(): void {
    if (!this.#options.keepsLeft) this.close();
    else if (!this.#ended) this.#end();
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
    this.#order({ kind: 'repeat', branch: this.id, quiet: false });
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
