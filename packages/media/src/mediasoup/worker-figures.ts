import type { Worker } from 'mediasoup/types';

/** Counts what lives in one worker, by the library's own observers. */
export class WorkerFigures {
  rooms = 0;
  transports = 0;
  producers = 0;
  consumers = 0;
  cpuRatio = 0;
  #before: { cpuMs: number; atMs: number } | undefined;

  constructor(worker: Worker) {
    worker.observer.on('newrouter', (router) => {
      this.rooms++;
      router.observer.once('close', () => this.rooms--);
      router.observer.on('newtransport', (transport) => {
        this.transports++;
        transport.observer.once('close', () => this.transports--);
        transport.observer.on('newproducer', (producer) => {
          this.producers++;
          producer.observer.once('close', () => this.producers--);
        });
        transport.observer.on('newconsumer', (consumer) => {
          this.consumers++;
          consumer.observer.once('close', () => this.consumers--);
        });
      });
    });
  }

  /** @param cpuMs user and system time since the worker's start */
  measured(cpuMs: number, atMs: number): void {
    if (this.#before && atMs > this.#before.atMs) this.cpuRatio = Math.max(0, (cpuMs - this.#before.cpuMs) / (atMs - this.#before.atMs));
    this.#before = { cpuMs, atMs };
  }
}
