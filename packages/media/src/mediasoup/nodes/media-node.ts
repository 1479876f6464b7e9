import type { Bus, Clock, Logger, Subscription } from '@saal/foundation';
import { requests } from '@saal/protocol';
import type { TransportListenInfo } from 'mediasoup/types';
import { MediaEpochOver } from '../../errors.ts';
import { KeySeal } from '../../key-seal.ts';
import type { Branch } from '../branch.ts';
import type { LocalPlaces } from '../local-places.ts';
import type { WorkerPool } from '../worker-pool.ts';
import { NodeBranch } from './node-branch.ts';
import { RemoteFarBranch } from './remote-far-branch.ts';
import { openEnd, sealEnd } from './sealed-end.ts';
import {
  adoptSubject,
  Adoption,
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
  type LeftBranches,
  type Living,
  type NodeAlive,
  type Order,
  type WireEnd,
} from './subjects.ts';

const aliveIntervalMs = 250;
/** A branch that its server has not asked for so long is nobody's. */
const unwantedLimitMs = 60_000;

export interface MediaNodeOptions {
  /** New with each start: another process is another node. */
  node: string;
  /** Stays over its starts. */
  name?: string;
  site: string | undefined;
  /** The cluster's: keys of pipes are hidden from all who do not know it. */
  secret: string;
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
  readonly #seal: KeySeal;
  #cancelAlive: () => void = () => undefined;
  #draining = false;

  constructor(options: MediaNodeOptions) {
    this.#options = options;
    const { bus, node } = options;
    this.#places = options.places;
    this.#seal = new KeySeal(options.secret);
    this.#subscriptions = [
      bus.serve(ordersSubject(node), async (payload) => {
        const { server, orders } = Orders.parse(payload);
        for (const order of orders) this.#obey(server, order);
        return null;
      }),
      bus.serve(peerSubject(node), (payload) => this.#callPeer(PeerCall.parse(payload))),
      bus.serve(farSubject(node), (payload) => this.#callFar(FarCall.parse(payload))),
      bus.serve(keepSubject(node), async (payload) => this.#keep(Kept.parse(payload))),
      bus.serve(adoptSubject(node), async (payload) => this.#adopt(Adoption.parse(payload))),
    ];
    this.#tellAlive();
  }

  get isEmpty(): boolean {
    return this.people === 0;
  }

  /** Devices that are here. */
  get people(): number {
    return [...this.#branches.values()].reduce((sum, { people }) => sum + people, 0);
  }

  /** Takes no new people; servers move those who are here to other nodes. @param draining false: takes people again */
  drain(draining = true): void {
    this.#draining = draining;
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
    const { bus, node, name, site, clock, pool } = this.#options;
    const nowMs = clock.now();
    for (const branch of [...this.#branches.values()]) {
      // Who is cut off hears nobody's wish; media goes on.
      if (!bus.connected) branch.keptAtMs = nowMs;
      else if (nowMs - branch.keptAtMs > unwantedLimitMs) branch.end();
    }
    const workers = new Map<number, Record<string, number>>(pool.indexes.map((index) => [index, {}]));
    for (const { branch, server, reservedPacketsPerSecond } of this.#branches.values()) {
      const reserved = branch && workers.get(branch.slot.index);
      if (reserved) reserved[server] = (reserved[server] ?? 0) + reservedPacketsPerSecond;
    }
    const loads = new Map(pool.load().workers.map((load) => [load.index, load]));
    const alive: NodeAlive = {
      ...{ node, name, site, wire: nodeWire, draining: this.#draining, packetsPerWorker: pool.packetsPerWorker },
      workers: [...workers].map(([index, reserved]) => ({ index, reserved, load: loads.get(index) })),
    };
    bus.publish(aliveSubject, alive);
    this.#cancelAlive = clock.after(aliveIntervalMs, () => this.#tellAlive());
  }

  #obey(server: string, order: Order): void {
    try {
      if (order.kind === 'open') this.#open(server, order);
      else this.#orderTo(order.branch, server)?.obey(order);
    } catch (error) {
      // The others are done all the same: a branch that is just over must not keep the orders of all from being taken.
      this.#options.log.warn({ err: error, order: order.kind, epoch: order.branch }, 'an order could not be done');
    }
  }

  /** Who conducted the meeting before may be late: its orders count no more. */
  #orderTo(id: string, server: string): NodeBranch | undefined {
    const branch = this.#branches.get(id);
    if (!branch || branch.server === server) return branch;
    this.#options.log.info({ server, epoch: id }, 'an order of a former conductor is not done');
    return undefined;
  }

  #open(server: string, { branch: id, meetingId, worker, term }: Order & { kind: 'open' }): void {
    if (this.#branches.has(id)) return; // Ordered again.
    const { bus, node, clock, log, pool, between } = this.#options;
    const nodeBranch: NodeBranch = new NodeBranch({
      ...{ meetingId, server, term },
      nowMs: clock.now(),
      tell: (seq, items) => bus.publish(toldSubject(nodeBranch.server), { branch: id, seq, items }),
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
      return new RemoteFarBranch({ id: otherId, node: there, ownId: id, seal: this.#seal, bus, clock, log });
    };
    nodeBranch.hold(this.#places.open({ id, meetingId, listener: nodeBranch, reserved, reach, between }));
  }

  async #callPeer({ server, branch, deviceId, call }: PeerCall): Promise<unknown> {
    const peer = this.#places.branch(branch)?.peer(deviceId);
    if (!peer || this.#branches.get(branch)?.server !== server) throw new MediaEpochOver();
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
        return this.#openEnd(branch, from, call.end);
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

  async #openEnd(branch: Branch, from: string, end: WireEnd): Promise<WireEnd> {
    const about = { node: this.#options.node, branch: branch.id, from };
    const opened = await branch.openEnd(from, openEnd(this.#seal, end, { ...about, said: 'question' }));
    // A node of a version before sends keys in the clear, and understands no others.
    return end.sealed === undefined ? opened : sealEnd(this.#seal, opened, { ...about, said: 'answer' });
  }

  #keep({ server, branches }: Kept): Living {
    const living: Living = { branches: {}, taken: [] };
    for (const id of branches) {
      const branch = this.#branches.get(id);
      if (!branch) continue;
      if (branch.server !== server) {
        living.taken.push(id);
        continue;
      }
      branch.keptAtMs = this.#options.clock.now();
      living.branches[id] = branch.seq;
    }
    return living;
  }

  /** What the conductor before has left is the next one's, with all that runs. */
  #adopt({ server, meetingId, term }: Adoption): LeftBranches {
    const nowMs = this.#options.clock.now();
    const branches = [...this.#branches].flatMap(([id, nodeBranch]) => {
      const { branch, nodes } = nodeBranch;
      if (nodeBranch.meetingId !== meetingId || !branch || !nodeBranch.goTo(server, term, nowMs)) return [];
      const { slot, rule, devices } = branch;
      return { branch: id, worker: slot.index, rule, others: [...nodes.keys()], devices };
    });
    if (branches.length > 0) this.#options.log.info({ meetingId, server, branches: branches.length }, 'branches go to another conductor');
    return { branches };
  }
}
