import type { Bus, Clock, Logger, Subscription } from '@saal/foundation';
import { MediaUnavailable } from '../../errors.ts';
import type { Placement } from '../../placement/placement.ts';
import type { BranchPlace, BranchPlaces, PlaceWanted, RoomBranch } from '../room-branch.ts';
import { KnownNode } from './known-node.ts';
import { RemoteBranch } from './remote-branch.ts';
import { aliveSubject, keepSubject, Living, NodeAlive, nodeWire, Told, toldSubject } from './subjects.ts';

const checkIntervalMs = 500;
/** A node that was silent for so long is dead: it tells each second that it lives. */
const silentLimitMs = 3_000;
const keepIntervalMs = 5_000;
/** How long who enters waits for a node to be heard of. */
const patienceMs = 3_000;
const retryIntervalMs = 100;

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
  #cancelCheck: () => void;
  #cancelKeep: () => void;
  #closed = false;

  constructor(options: NodePlacesOptions) {
    this.#options = options;
    const { bus, server, clock } = options;
    this.#subscriptions = [
      bus.subscribe(aliveSubject, (payload) => this.#alive(NodeAlive.parse(payload))),
      bus.subscribe(toldSubject(server), (payload) => {
        const { branch, seq, items } = Told.parse(payload);
        this.#branches.get(branch)?.told(seq, items);
      }),
    ];
    this.#cancelCheck = clock.after(checkIntervalMs, () => this.#check());
    this.#cancelKeep = clock.after(keepIntervalMs, () => this.#keep());
  }

  async assign<T>(wanted: PlaceWanted<T>): Promise<T> {
    const { clock, placement } = this.#options;
    const deadlineMs = clock.now() + patienceMs;
    for (;;) {
      if (this.#closed) throw new MediaUnavailable('the media service is stopping', 5_000);
      const workers = [...this.#nodes.values()]
        .filter(({ isDraining }) => !isDraining)
        .flatMap((node) => node.workers.map((worker) => ({ ...worker, node, name: `${node.node}/${worker.index}` })));
      const chosen = placement.choose(
        workers.map(({ node, name, ...place }, index) => ({
          ...{ ...place, index, ...wanted.needs(name) },
          ...(node.site === undefined ? {} : { site: node.site }),
        })),
        wanted.site,
      );
      const worker = chosen && workers[chosen.index];
      if (worker) return wanted.take(this.#placeOn(worker.node, worker.index, worker.name));
      if (workers.length > 0) throw new MediaUnavailable('all are full', 30_000);
      if (clock.now() >= deadlineMs) throw new MediaUnavailable('no media node lives', 2_000);
      await new Promise<void>((resolve) => clock.after(retryIntervalMs, resolve));
    }
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

  #placeOn(node: KnownNode, worker: number, name: string): BranchPlace {
    return {
      worker: name,
      reserve: (packets) => node.reserve(worker, packets),
      open: (options) => this.#open(node, worker, options),
    };
  }

  #open(node: KnownNode, worker: number, options: Parameters<BranchPlace['open']>[0]): RoomBranch {
    const { bus, clock, log } = this.#options;
    const branch = new RemoteBranch({
      ...options,
      ...{ node: node.node, worker, orders: node.orders, bus, clock, log },
      nodeOf: (id) => this.#branches.get(id)?.node,
      ended: () => {
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
    const known = this.#nodes.get(alive.node);
    if (!known) {
      log.info({ node: alive.node, site: alive.site }, 'media node is there');
      this.#nodes.set(alive.node, new KnownNode(alive, this.#options));
      return;
    }
    known.told(alive, clock.now());
    // The last one keeps its people as long as it can: elsewhere there is nothing for them.
    const others = [...this.#nodes.values()].some(({ isDraining }) => !isDraining);
    if (known.isDraining && others) for (const branch of [...known.branches.values()]) branch.giveUp();
  }

  #check(): void {
    const { bus, clock, log } = this.#options;
    const nowMs = clock.now();
    for (const node of [...this.#nodes.values()]) {
      // Without a bus nobody is heard; media goes on.
      if (!bus.connected) node.heardAtMs = nowMs;
      if (nowMs - node.heardAtMs < silentLimitMs) continue;
      log.warn({ node: node.node, branches: node.branches.size }, 'media node is silent and counts as dead');
      this.#nodes.delete(node.node);
      node.orders.close();
      node.leave();
    }
    this.#cancelCheck = clock.after(checkIntervalMs, () => this.#check());
  }

  #keep(): void {
    const { bus, server, clock, log } = this.#options;
    for (const { node, branches } of this.#nodes.values()) {
      const asked = [...branches.values()].filter(({ isOpen }) => isOpen);
      if (asked.length === 0) continue;
      bus.request(keepSubject(node), { server, branches: asked.map(({ id }) => id) }).then(
        (answer) => {
          const { branches: living } = Living.parse(answer);
          for (const branch of asked) branch.living(living[branch.id]);
        },
        (error: unknown) => log.debug({ err: error, node }, 'media node does not answer'),
      );
    }
    this.#cancelKeep = clock.after(keepIntervalMs, () => this.#keep());
  }
}
