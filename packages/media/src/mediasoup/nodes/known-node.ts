import type { Bus, Clock, Logger } from '@saal/foundation';
import type { WorkerPlace } from '../../placement/placement.ts';
import { Outbox } from './outbox.ts';
import type { RemoteBranch } from './remote-branch.ts';
import { ordersSubject, type NodeAlive, type Order } from './subjects.ts';

/** A node that lives, as a server knows it, and the branches there of this server's rooms. */
export class KnownNode {
  readonly node: string;
  readonly branches = new Map<string, RemoteBranch>();
  readonly orders: Outbox<Order>;
  heardAtMs: number;
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
  }

  get site(): string | undefined {
    return this.#alive.site;
  }

  get isDraining(): boolean {
    return this.#alive.draining;
  }

  get workers(): Pick<WorkerPlace, 'index' | 'reservedPacketsPerSecond' | 'plannedPacketsPerSecond'>[] {
    const { packetsPerWorker } = this.#alive;
    return this.#alive.workers.map(({ index, reserved }) => {
      // What this server promised counts at once, not when the node has seen it.
      const { [this.#server]: _, ...byOthers } = reserved;
      const others = Object.values(byOthers).reduce((sum, packets) => sum + packets, 0);
      const reservedPacketsPerSecond = others + (this.#promised.get(index) ?? 0);
      return { index, reservedPacketsPerSecond, ...(packetsPerWorker === undefined ? {} : { plannedPacketsPerSecond: packetsPerWorker }) };
    });
  }

  told(alive: NodeAlive, nowMs: number): void {
    this.#alive = alive;
    this.heardAtMs = nowMs;
  }

  reserve(worker: number, packetsPerSecond: number): void {
    this.#promised.set(worker, (this.#promised.get(worker) ?? 0) + packetsPerSecond);
  }

  /** All its branches are over. */
  leave(): void {
    for (const branch of [...this.branches.values()]) branch.over();
  }
}
