import type { Bus, Clock, Logger, Subscription } from '@saal/foundation';
import type { MeetingId } from '@saal/protocol';
import { MediaUnavailable } from '../../errors.ts';
import type { Placement } from '../../placement/placement.ts';
import type { MediaLoad } from '../../ports.ts';
import type { BranchPlace, BranchPlaces, LeftBranch, PlaceWanted, RoomBranch } from '../room-branch.ts';
import { KnownNode } from './known-node.ts';
import { leftAt } from './left-branches.ts';
import { lookIntervalMs, NodePulse } from './node-pulse.ts';
import { RemoteBranch } from './remote-branch.ts';
import { aliveSubject, keepSubject, Living, NodeAlive, nodeWire, Told, toldSubject } from './subjects.ts';

/** A node that was silent for so long is dead: it tells four times a second that it lives. */
const silentLimitMs = 1_500;
const keepIntervalMs = 5_000;
/** How long who enters waits for a node to be heard of. */
const patienceMs = 3_000;
const retryIntervalMs = 100;
/** Nobody has conducted the meeting before: there is nothing to ask for. */
const firstTerm = 1;
/** By then every node has said that it lives. */
const acquaintedMs = 1_500;

export interface NodePlacesOptions {
  /** This process; new with each start. */
  server: string;
  bus: Bus;
  placement: Placement;
  log: Logger;
  clock: Clock;
}

/** The workers of all nodes that live. */
export class NodePlaces implements BranchPlaces {
  readonly #options: NodePlacesOptions;
  readonly #nodes = new Map<string, KnownNode>();
  readonly #branches = new Map<string, RemoteBranch>();
  readonly #refused = new Set<string>();
  readonly #subscriptions: Subscription[];
  /** When none was heard last: who lives has said so `acquaintedMs` later, not when the first one has. */
  #noneHeardAtMs: number;
  readonly #pulse: NodePulse;
  #cancelCheck: () => void;
  #cancelKeep: () => void;
  #closed = false;

  constructor(options: NodePlacesOptions) {
    this.#options = options;
    const { bus, server, clock } = options;
    this.#noneHeardAtMs = clock.now();
    this.#pulse = new NodePulse(options);
    this.#subscriptions = [
      bus.subscribe(aliveSubject, (payload) => this.#alive(NodeAlive.parse(payload))),
      bus.subscribe(toldSubject(server), (payload) => {
        const { branch, seq, items } = Told.parse(payload);
        this.#branches.get(branch)?.told(seq, items);
      }),
    ];
    this.#cancelCheck = clock.after(lookIntervalMs, () => this.#check());
    this.#cancelKeep = clock.after(keepIntervalMs, () => this.#keep());
  }

  async left(meetingId: MeetingId, term: number): Promise<LeftBranch[]> {
    const { bus, server, clock, log } = this.#options;
    if (term <= firstTerm) return [];
    const deadlineMs = clock.now() + patienceMs;
    while (this.living.length === 0 || clock.now() - this.#noneHeardAtMs < acquaintedMs) {
      const isHopeless = this.living.length === 0 && clock.now() >= deadlineMs;
      if (this.#closed || isHopeless) throw new MediaUnavailable('no media node lives', 2_000);
      await this.#pause();
    }
    const nodes = this.living.filter(({ keepsLeft }) => keepsLeft);
    const left = await Promise.all(
      nodes.map(async (node) => {
        const branches = await leftAt(node, { bus, server, meetingId, term, log });
        return branches.map(({ branch, worker, ...what }) => {
          const place = this.#placeOn(node, worker, { isLeft: true });
          return { id: branch, place, site: node.site, rule: what.rule, others: what.others, devices: what.devices };
        });
      }),
    );
    return left.flat();
  }

  async assign<T>(wanted: PlaceWanted<T>): Promise<T> {
    const { clock, placement } = this.#options;
    const deadlineMs = clock.now() + patienceMs;
    for (;;) {
      if (this.#closed) throw new MediaUnavailable('the media service is stopping', 5_000);
      const workers = this.living
        .filter(({ isDraining }) => !isDraining)
        .flatMap((node) => node.workers.map((worker) => ({ ...worker, node, name: nameOf(node, worker.index) })));
      const chosen = placement.choose(
        workers.map(({ node, name, ...place }, index) => ({
          ...{ ...place, index, ...wanted.needs(name) },
          ...(node.site === undefined ? {} : { site: node.site }),
        })),
        wanted.site,
      );
      const worker = chosen && workers[chosen.index];
      if (worker) return wanted.take(this.#placeOn(worker.node, worker.index, { isLeft: false }));
      if (workers.length > 0) throw new MediaUnavailable('all are full', 30_000);
      if (clock.now() >= deadlineMs) throw new MediaUnavailable('no media node lives', 2_000);
      await this.#pause();
    }
  }

  /** Of all nodes that live, as they told last. */
  load(): MediaLoad {
    return { workers: [...this.#nodes.values()].flatMap(({ loads }) => loads) };
  }

  /** Nodes that were heard lately. Without a bus nobody is heard; media goes on, and nobody is dead. */
  get living(): KnownNode[] {
    const { bus, clock } = this.#options;
    return [...this.#nodes.values()].filter(({ heardAtMs }) => !bus.connected || clock.now() - heardAtMs < silentLimitMs);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(retryIntervalMs, resolve));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelCheck();
    this.#cancelKeep();
    for (const subscription of this.#subscriptions) subscription.close();
    // What is ordered last (to close branches) still goes out; a node that does not take it notices by itself.
    await Promise.allSettled([...this.#nodes.values()].map(({ orders }) => orders.taken()));
    for (const { orders } of this.#nodes.values()) orders.close();
  }

  #placeOn(node: KnownNode, worker: number, { isLeft }: { isLeft: boolean }): BranchPlace {
    return {
      worker: nameOf(node, worker),
      reserve: (packets) => node.reserve(worker, packets),
      open: (options) => this.#open(node, { ...options, worker, isLeft }),
    };
  }

  #open(node: KnownNode, options: Parameters<BranchPlace['open']>[0] & { worker: number; isLeft: boolean }): RoomBranch {
    const { bus, server, clock, log } = this.#options;
    const branch: RemoteBranch = new RemoteBranch({
      ...options,
      ...{ node: node.node, keepsLeft: node.keepsLeft, canMove: node.canMove, orders: node.orders, server, bus, clock, log },
      nodeOf: (id) => this.#branches.get(id)?.node,
      ended: () => {
        // The same branch may have been taken up again meanwhile.
        if (this.#branches.get(options.id) !== branch) return;
        this.#branches.delete(options.id);
        node.branches.delete(options.id);
      },
    });
    this.#branches.set(branch.id, branch);
    node.branches.set(branch.id, branch);
    return branch;
  }

  #alive(alive: NodeAlive): void {
    const { log, clock } = this.#options;
    if (alive.wire !== nodeWire && alive.wire !== nodeWire - 1) {
      if (!this.#refused.has(alive.node)) log.error({ node: alive.node, wire: alive.wire }, 'media node of another version is not used');
      this.#refused.add(alive.node);
      return;
    }
    if (this.living.length === 0) this.#noneHeardAtMs = clock.now();
    const known = this.#nodes.get(alive.node);
    if (!known) {
      log.info({ node: alive.node, site: alive.site }, 'media node is there');
      this.#nodes.set(alive.node, new KnownNode(alive, this.#options));
      return;
    }
    known.told(alive, clock.now());
    // The last one keeps its people as long as it can: elsewhere there is nothing for them.
    const others = [...this.#nodes.values()].some(({ isDraining }) => !isDraining);
    if (known.isDraining && others) known.vacate();
  }

  #check(): void {
    const { bus, clock, log } = this.#options;
    const nowMs = clock.now();
    this.#pulse.look(this.#nodes.values());
    if (!bus.connected) for (const node of this.#nodes.values()) node.heardAtMs = nowMs;
    // When none is heard it is rather the bus that is broken, and there is no other place for anybody.
    const living = this.living;
    if (living.length === 0) this.#noneHeardAtMs = nowMs;
    for (const node of living.length === 0 ? [] : [...this.#nodes.values()]) {
      if (living.includes(node)) continue;
      log.warn({ node: node.node, branches: node.branches.size }, 'media node is silent and counts as dead');
      this.#nodes.delete(node.node);
      node.orders.close();
      node.leave();
    }
    this.#cancelCheck = clock.after(lookIntervalMs, () => this.#check());
  }

  #keep(): void {
    const { bus, server, clock, log } = this.#options;
    for (const { node, branches } of this.#nodes.values()) {
      const asked = [...branches.values()].filter(({ isOpen }) => isOpen);
      if (asked.length === 0) continue;
      bus.request(keepSubject(node), { server, branches: asked.map(({ id }) => id) }).then(
        (answer) => {
          const { branches: living, taken } = Living.parse(answer);
          for (const branch of asked) {
            if (taken.includes(branch.id)) branch.takenOver();
            else branch.living(living[branch.id]);
          }
        },
        (error: unknown) => log.debug({ err: error, node }, 'media node does not answer'),
      );
    }
    this.#cancelKeep = clock.after(keepIntervalMs, () => this.#keep());
  }
}

function nameOf({ node }: KnownNode, worker: number): string {
  return `${node}/${worker}`;
}
