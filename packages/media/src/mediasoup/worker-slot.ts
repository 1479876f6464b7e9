import type { Clock, Logger } from '@saal/foundation';
import { createWorker } from 'mediasoup';
import type { WebRtcServer, Worker } from 'mediasoup/types';
import { backoffMs } from '../backoff.ts';
import type { Valve } from '../overload-valve.ts';
import { beside } from './coded.ts';
import { listenInfos } from './listen-addresses.ts';
import { WorkerFigures } from './worker-figures.ts';

/** A worker that lived for so long counts as sound: its next death is answered without waiting. */
const soundAfterMs = 30_000;
const measureIntervalMs = 1_000;
/** A worker that does not answer for so long hangs; it is ended, and its rooms move. */
const hangLimitMs = 15_000;
const hangGraceMs = 2_000;
const endLimitMs = 3_000;

export interface SlotOptions {
  index: number;
  listenIp: string;
  announcedAddress: string | undefined;
  port: number;
  workerBin: string | undefined;
  newValve: () => Valve;
  log: Logger;
  clock: Clock;
}

export interface LivingWorker {
  worker: Worker;
  webRtcServer: WebRtcServer;
  figures: WorkerFigures;
  valve: Valve;
}

/** The place of one worker: its port and its number stay when the worker dies and another one is started. */
export class WorkerSlot {
  readonly index: number;
  /** Packets a second promised to the rooms here. */
  reservedPacketsPerSecond = 0;
  readonly #options: SlotOptions;
  readonly #bornAgain: () => void;
  #living: LivingWorker | undefined;
  #failures = 0;
  #closed = false;

  /** @param bornAgain a new worker has taken the place of a dead one */
  constructor(options: SlotOptions, bornAgain: () => void) {
    this.index = options.index;
    this.#options = options;
    this.#bornAgain = bornAgain;
  }

  get living(): LivingWorker | undefined {
    return this.#living?.worker.closed === false ? this.#living : undefined;
  }

  /** @throws when the binary is missing or the port is taken */
  async start(): Promise<void> {
    const { workerBin, listenIp, announcedAddress, port, newValve, log, clock, index } = this.#options;
    const worker = await createWorker({ logLevel: 'warn', ...(workerBin === undefined ? {} : { workerBin }) });
    const figures = new WorkerFigures(worker);
    const valve = newValve();
    valve.onChanged((level) => log.warn({ worker: index, level, cpuRatio: figures.cpuRatio }, 'media worker changes what it leaves out'));
    const bornAtMs = clock.now();
    worker.once('died', (error) => {
      if (clock.now() - bornAtMs >= soundAfterMs) this.#failures = 0;
      log.error({ worker: index, pid: worker.pid, err: error }, 'media worker died');
      this.#living = undefined;
      this.#restart();
    });
    try {
      const webRtcServer = await worker.createWebRtcServer({ listenInfos: listenInfos(listenIp, announcedAddress, port) });
      if (this.#closed) worker.close();
      else this.#living = { worker, webRtcServer, figures, valve };
    } catch (error) {
      worker.close();
      throw error;
    }
    log.info({ worker: index, pid: worker.pid, port }, 'media worker started');
    this.#measure(worker, figures, valve);
  }

  /** Resolves when the worker's process has ended and its port is free. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#living?.worker;
    this.#living = undefined;
    if (worker) await ended(worker, this.#options.clock);
  }

  #restart(): void {
    if (this.#closed) return;
    const { clock, log, index } = this.#options;
    clock.after(backoffMs(this.#failures), () => {
      if (this.#closed) return;
      this.#failures++;
      this.start().then(
        () => this.#bornAgain(),
        (error: unknown) => {
          log.error({ worker: index, err: error }, 'media worker could not be started again');
          this.#restart();
        },
      );
    });
  }

  #measure(worker: Worker, figures: WorkerFigures, valve: Valve): void {
    const { clock, log, index } = this.#options;
    if (worker.closed) return;
    let cancelHang = clock.after(hangLimitMs, () => {
      // This process itself may have slept (a suspended machine); then the answer is only unread yet.
      cancelHang = clock.after(hangGraceMs, () => {
        if (worker.closed) return;
        log.error({ worker: index, pid: worker.pid }, 'media worker hangs and is ended');
        process.kill(worker.pid, 'SIGKILL');
      });
    });
    const measured = worker
      .getResourceUsage()
      .then((usage) => {
        figures.measured(usage.ru_utime + usage.ru_stime, clock.now());
        valve.measured(figures.cpuRatio, clock.now());
        clock.after(measureIntervalMs, () => this.#measure(worker, figures, valve));
      })
      .finally(() => cancelHang());
    beside(log, 'resource usage', measured);
  }
}

/** Ends a worker; one that does not end by itself is killed. */
async function ended(worker: Worker, clock: Clock): Promise<void> {
  if (worker.subprocessClosed) return;
  await new Promise<void>((resolve) => {
    const cancelKill = clock.after(endLimitMs, () => process.kill(worker.pid, 'SIGKILL'));
    worker.once('subprocessclose', () => {
      cancelKill();
      resolve();
    });
    worker.close();
  });
}
