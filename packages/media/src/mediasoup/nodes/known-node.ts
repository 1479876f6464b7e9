import type { Bus, Clock, Logger } from '@saal/foundation';
import type { WorkerLoad } from '../../ports.ts';
import type { WorkerPlace } from '../../placement/placement.ts';
import { Outbox } from './outbox.ts';
import { Vacating } from './vacating.ts';
import type { RemoteBranch } from './remote-branch.ts';
import { adoptionWire, movesSinceWire, ordersSubject, type NodeAlive, type Order } from './subjects.ts';

/** A node that lives, as a server knows it, and the branches there of this server's rooms. */
export class KnownNode {
  readonly node: string;
  readonly branches = new Map<string, RemoteBranch>();
  readonly orders: Outbox<Order>;
  heardAtMs: number;
  readonly #vacating: Vacating;
  readonly #server: string;
  /** What this server promised there, by worker. */
  readonly #promised = new Map<number, number>();
  #alive: NodeAlive;

  constructor(alive: NodeAlive, options: { server: string; bus: Bus; clock: Clock; log: Logger }) {
    const { server, bus, clock, log } = options;
    this.node = alive.node;
    this.#server = server;
    this.#alive = alive;
    this.heardAtMs = clock.now();
    const deliver = (orders: readonly Order[]) => bus.request(ordersSubject(this.node), { server, orders });
    this.orders = new Outbox({ deliver, clock, log });
    this.#vacating = new Vacating(log);
  }

  get site(): string | undefined {
    return this.#alive.site;
  }

  /** Keeps what a server leaves, for the next one. */
  get keepsLeft(): boolean {
    return this.#alive.wire >= adoptionWire;
  }

  get isDraining(): boolean {
    return this.#alive.draining;
  }

  /** Devices can move from and to it. */
  get canMove(): boolean {
    return this.#alive.wire >= movesSinceWire;
  }

  /** As it told last; a node of a version before tells nothing. */
  get loads(): WorkerLoad[] {
    const { node, name = node, workers } = this.#alive;
    return workers.flatMap(({ index, load }) => (load ? [{ node: name, index, ...load }] : []));
  }

  get workers(): Pick<WorkerPlace, 'index' | 'reservedPacketsPerSecond' | 'plannedPacketsPerSecond' | 'isOverloaded'>[] {
    const { packetsPerWorker } = this.#alive;
    return this.#alive.workers.map(({ index, reserved, load }) => {
      // What this server promised counts at once, not when the node has seen it.
      const { [this.#server]: _, ...byOthers } = reserved;
      const others = Object.values(byOthers).reduce((sum, packets) => sum + packets, 0);
      const reservedPacketsPerSecond = others + (this.#promised.get(index) ?? 0);
      const isOverloaded = (load?.valveLevel ?? 0) > 0;
      return {
        index,
        reservedPacketsPerSecond,
        isOverloaded,
        ...(packetsPerWorker === undefined ? {} : { plannedPacketsPerSecond: packetsPerWorker }),
      };
    });
  }

  told(alive: NodeAlive, nowMs: number): void {
    this.#alive = alive;
    this.heardAtMs = nowMs;
  }

  reserve(worker: number, packetsPerSecond: number): void {
    this.#promised.set(worker, (this.#promised.get(worker) ?? 0) + packetsPerSecond);
  }

  /** Its people are taken elsewhere; said again and again until nobody is left. */
  vacate(): void {
    for (const branch of this.branches.values()) this.#vacating.vacate(branch);
  }

  /** All its branches are over. */
  leave(): void {
    for (const branch of [...this.branches.values()]) branch.over();
  }
}
