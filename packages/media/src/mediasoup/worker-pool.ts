import type { Clock, Logger } from '@saal/foundation';
import { MediaUnavailable } from '../errors.ts';
import { OverloadValve, type Valve } from '../overload-valve.ts';
import { plannedPacketsPerSecond, type Placement, type WorkerPlace } from '../placement/placement.ts';
import type { MediaLoad } from '../ports.ts';
import { WorkerSlot, type LivingWorker } from './worker-slot.ts';

/** How long a new meeting waits for a worker to be started again. */
const patienceMs = 3_000;

export interface PoolOptions {
  workers: number;
  listenIp: string;
  announcedAddress: string | undefined;
  firstPort: number;
  workerBin: string | undefined;
  /** What may be promised of each; default 55,000. */
  packetsPerWorker?: number | undefined;
  placement: Placement;
  /** What relieves a worker that has too much to do; one for each life of a worker. Default: by its processor time. */
  newValve?: () => Valve;
  log: Logger;
  clock: Clock;
}

export interface Reserved extends LivingWorker {
  slot: WorkerSlot;
}

/** The media workers of this machine. */
export class WorkerPool {
  readonly #slots: WorkerSlot[];
  readonly #placement: Placement;
  readonly #clock: Clock;
  /** What may be promised of each worker, in packets a second. */
  readonly packetsPerWorker: number;
  readonly #waiting = new Set<() => void>();
  #closed = false;

  private constructor(options: PoolOptions) {
    this.#placement = options.placement;
    this.#clock = options.clock;
    this.packetsPerWorker = options.packetsPerWorker ?? plannedPacketsPerSecond;
    const { listenIp, announcedAddress, firstPort, workerBin, newValve = () => new OverloadValve(), log, clock } = options;
    const wakeAll = () => {
      for (const wake of [...this.#waiting]) wake();
    };
    this.#slots = Array.from(
      { length: options.workers },
      (_, index) =>
        new WorkerSlot({ index, listenIp, announcedAddress, port: firstPort + index, workerBin, newValve, log, clock }, wakeAll),
    );
  }

  /** @throws the first reason why a worker does not start (binary missing, port taken) */
  static async start(options: PoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    try {
      await Promise.all(pool.#slots.map((slot) => slot.start()));
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  /**
   * Chooses a living worker for a device and lets it be taken; waits a moment for one to come back.
   * @param options.needs what the device takes on a worker
   * @param options.take called in the turn of the choice: what it promises counts for whoever is next
   * @throws {MediaUnavailable} none lives, or all are full
   */
  async assign<T>(options: {
    site: string | undefined;
    needs: (worker: number) => Pick<WorkerPlace, 'carries' | 'neededPacketsPerSecond'>;
    take: (reserved: Reserved) => T;
  }): Promise<T> {
    const deadlineMs = this.#clock.now() + patienceMs;
    for (;;) {
      if (this.#closed) throw new MediaUnavailable('the media service is stopping', 5_000);
      const living = this.#slots.filter((slot) => slot.living);
      const place = this.#placement.choose(
        living.map(({ index, reservedPacketsPerSecond, living: alive }) => ({
          ...{
            index,
            reservedPacketsPerSecond,
            plannedPacketsPerSecond: this.packetsPerWorker,
            isOverloaded: (alive?.valve.level ?? 0) > 0,
          },
          ...options.needs(index),
        })),
        options.site,
      );
      const slot = living.find(({ index }) => index === place?.index);
      if (slot?.living) return options.take({ slot, ...slot.living });
      if (living.length > 0) throw new MediaUnavailable('all are full', 30_000);
      if (!(await this.#wait(deadlineMs - this.#clock.now()))) throw new MediaUnavailable('none lives', 2_000);
    }
  }

  /** Numbers of those that live. */
  get indexes(): number[] {
    return this.#slots.filter(({ living }) => living).map(({ index }) => index);
  }

  /** The worker of that number, if it lives. */
  at(index: number): Reserved | undefined {
    const slot = this.#slots[index];
    return slot?.living && { slot, ...slot.living };
  }

  get living(): LivingWorker[] {
    return this.#slots.flatMap(({ living }) => living ?? []);
  }

  /** Packets a second promised, a figure a worker. */
  get reservedPacketsPerSecond(): number[] {
    return this.#slots.map((slot) => slot.reservedPacketsPerSecond);
  }

  load(): MediaLoad {
    return {
      workers: this.#slots.flatMap(({ index, living }) => {
        if (!living) return [];
        const { cpuRatio, rooms, transports, producers, consumers } = living.figures;
        return [{ index, pid: living.worker.pid, cpuRatio, rooms, transports, producers, consumers, valveLevel: living.valve.level }];
      }),
    };
  }

  /** Resolves when the workers' ports are free. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const wake of [...this.#waiting]) wake();
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  /** @returns false when the time is over */
  async #wait(timeoutMs: number): Promise<boolean> {
    if (timeoutMs <= 0) return false;
    return new Promise((resolve) => {
      const done = (woken: boolean) => {
        cancel();
        this.#waiting.delete(wake);
        resolve(woken);
      };
      const wake = () => done(true);
      const cancel = this.#clock.after(timeoutMs, () => done(false));
      this.#waiting.add(wake);
    });
  }
}
