import type { Bus, Clock, Logger, Subscription } from '@saal/foundation';
import { requests } from '@saal/protocol';
import type { TransportListenInfo } from 'mediasoup/types';
import { MediaEpochOver } from '../../errors.ts';
import type { LocalPlaces } from '../local-places.ts';
import type { WorkerPool } from '../worker-pool.ts';
import { NodeBranch } from './node-branch.ts';
import { RemoteFarBranch } from './remote-far-branch.ts';
import {
  aliveSubject,
  FarCall,
  farSubject,
  Kept,
  keepSubject,
  nodeWire,
  Orders,
  ordersSubject,
  PeerCall,
  peerSubject,
  toldSubject,
  type NodeAlive,
  type Order,
} from './subjects.ts';

const aliveIntervalMs = 1_000;
/** A branch that its server has not asked for so long is nobody's. */
const unwantedLimitMs = 60_000;

export interface MediaNodeOptions {
  /** New with each start: another process is another node. */
  node: string;
  site: string | undefined;
  bus: Bus;
  pool: WorkerPool;
  /** On that pool. */
  places: LocalPlaces;
  /** Where pipes from other nodes arrive. */
  between: TransportListenInfo;
  log: Logger;
  clock: Clock;
}

/** The workers of one host for all servers of a cluster. Has no rules and stores nothing. */
export class MediaNode {
  readonly #options: MediaNodeOptions;
  readonly #places: LocalPlaces;
  readonly #branches = new Map<string, NodeBranch>();
  readonly #subscriptions: Subscription[];
  #cancelAlive: () => void = () => undefined;
  #draining = false;

  constructor(options: MediaNodeOptions) {
    this.#options = options;
    const { bus, node } = options;
    this.#places = options.places;
    this.#subscriptions = [
      bus.serve(ordersSubject(node), async (payload) => {
        const { server, orders } = Orders.parse(payload);
        for (const order of orders) this.#obey(server, order);
        return null;
      }),
      bus.serve(peerSubject(node), (payload) => this.#callPeer(PeerCall.parse(payload))),
      bus.serve(farSubject(node), (payload) => this.#callFar(FarCall.parse(payload))),
      bus.serve(keepSubject(node), async (payload) => this.#keep(Kept.parse(payload))),
    ];
    this.#tellAlive();
  }

  get isEmpty(): boolean {
    return [...this.#branches.values()].every(({ isEmpty }) => isEmpty);
  }

  /** Takes no new people; servers place those who are here elsewhere. */
  drain(): void {
    this.#draining = true;
    this.#cancelAlive();
    this.#tellAlive();
  }

  /** Idempotent. */
  close(): void {
    this.#cancelAlive();
    for (const subscription of this.#subscriptions) subscription.close();
    for (const branch of [...this.#branches.values()]) branch.end();
  }

  #tellAlive(): void {
    const { bus, node, site, clock, pool } = this.#options;
    const nowMs = clock.now();
    for (const branch of [...this.#branches.values()]) if (nowMs - branch.keptAtMs > unwantedLimitMs) branch.end();
    const workers = new Map<number, Record<string, number>>(pool.indexes.map((index) => [index, {}]));
    for (const { branch, server, reservedPacketsPerSecond } of this.#branches.values()) {
      const reserved = branch && workers.get(branch.slot.index);
      if (reserved) reserved[server] = (reserved[server] ?? 0) + reservedPacketsPerSecond;
    }
    const alive: NodeAlive = {
      ...{ node, site, wire: nodeWire, draining: this.#draining, packetsPerWorker: pool.packetsPerWorker },
      workers: [...workers].map(([index, reserved]) => ({ index, reserved })),
    };
    bus.publish(aliveSubject, alive);
    this.#cancelAlive = clock.after(aliveIntervalMs, () => this.#tellAlive());
  }

  #obey(server: string, order: Order): void {
    try {
      if (order.kind === 'open') this.#open(server, order);
      else this.#branches.get(order.branch)?.obey(order);
    } catch (error) {
      // The others are done all the same: a branch that is just over must not keep the orders of all from being taken.
      this.#options.log.warn({ err: error, order: order.kind, epoch: order.branch }, 'an order could not be done');
    }
  }

  #open(server: string, { branch: id, meetingId, worker }: Order & { kind: 'open' }): void {
    if (this.#branches.has(id)) return; // Ordered again.
    const { bus, node, clock, log, pool, between } = this.#options;
    const nodeBranch = new NodeBranch({
      server,
      nowMs: clock.now(),
      tell: (seq, items) => bus.publish(toldSubject(server), { branch: id, seq, items }),
      ended: () => void this.#branches.delete(id),
    });
    const reserved = this.#draining ? undefined : pool.at(worker);
    if (!reserved) {
      nodeBranch.over();
      return;
    }
    this.#branches.set(id, nodeBranch);
    const reach = (otherId: string) => {
      const there = nodeBranch.nodes.get(otherId);
      if (there === undefined || there === node) return this.#places.branch(otherId);
      return new RemoteFarBranch({ id: otherId, node: there, ownId: id, bus, clock, log });
    };
    nodeBranch.hold(this.#places.open({ id, meetingId, listener: nodeBranch, reserved, reach, between }));
  }

  async #callPeer({ branch, deviceId, call }: PeerCall): Promise<unknown> {
    const peer = this.#places.branch(branch)?.peer(deviceId);
    if (!peer) throw new MediaEpochOver();
    switch (call.kind) {
      case 'info':
        return peer.info(call.knownEpoch);
      case 'handle':
        return peer.handle(call.method, requests[call.method].data.parse(call.data));
      case 'pause-source':
        await peer.pauseSource(call.source);
        return null;
      case 'close-source':
        await peer.closeSource(call.source, call.shareId);
        return null;
    }
  }

  async #callFar({ branch: id, from, call }: FarCall): Promise<unknown> {
    const branch = this.#places.branch(id);
    // It may not have been told of the other one yet: that one asks again.
    if (!branch?.knows(from)) throw new MediaEpochOver();
    switch (call.kind) {
      case 'open-end':
        return branch.openEnd(from, call.end);
      case 'lay-pipe':
        await branch.layPipe(from);
        return null;
      case 'send-stream':
        return branch.sendStream(from, call.streamId);
      case 'orders':
        for (const order of call.orders) {
          if (order.kind === 'stop') branch.stopStream(from, order.streamId);
          else branch.wantLayer(from, order.streamId, order.layer);
        }
        return null;
    }
  }

  #keep({ server, branches }: Kept): { branches: Record<string, number> } {
    const living: Record<string, number> = {};
    for (const id of branches) {
      const branch = this.#branches.get(id);
      if (branch?.server !== server) continue;
      branch.keptAtMs = this.#options.clock.now();
      living[id] = branch.seq;
    }
    return { branches: living };
  }
}
