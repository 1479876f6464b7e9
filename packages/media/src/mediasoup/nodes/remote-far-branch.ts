import { BusNobodyThere, type Bus, type Clock, type Logger } from '@saal/foundation';
import { MediaEpochOver } from '../../errors.ts';
import type { FarBranch, PipedStream, PipeEnd } from '../far-branch.ts';
import { Outbox } from './outbox.ts';
import { farSubject, PipedStreamShape, PipeEndShape, type FarCall, type FarOrder } from './subjects.ts';

/** Five seconds: by then a branch that is not known there will not be. */
const attempts = 20;

/** A branch on another node, as a branch sees it that shares a room with it. */
export class RemoteFarBranch implements FarBranch {
  readonly id: string;
  readonly isElsewhere = true;
  readonly #node: string;
  readonly #bus: Bus;
  readonly #ownId: string;
  readonly #orders: Outbox<FarOrder>;

  constructor(options: { id: string; node: string; ownId: string; bus: Bus; clock: Clock; log: Logger }) {
    const { clock, log } = options;
    this.id = options.id;
    this.#node = options.node;
    this.#ownId = options.ownId;
    this.#bus = options.bus;
    this.#orders = new Outbox({ deliver: (orders) => this.#call({ kind: 'orders', orders: [...orders] }), attempts, clock, log });
  }

  async openEnd(_from: string, end: PipeEnd): Promise<PipeEnd> {
    return PipeEndShape.parse(await this.#call({ kind: 'open-end', end }));
  }

  async layPipe(): Promise<void> {
    await this.#call({ kind: 'lay-pipe' });
  }

  async sendStream(_from: string, streamId: string): Promise<PipedStream> {
    return PipedStreamShape.parse(await this.#call({ kind: 'send-stream', streamId }));
  }

  stopStream(_from: string, streamId: string): void {
    this.#orders.push({ kind: 'stop', streamId });
  }

  wantLayer(_from: string, streamId: string, layer: number | undefined): void {
    this.#orders.push({ kind: 'want', streamId, layer });
  }

  async #call(call: FarCall['call']): Promise<unknown> {
    try {
      return await this.#bus.request(farSubject(this.#node), { branch: this.id, from: this.#ownId, call });
    } catch (error) {
      throw error instanceof BusNobodyThere ? new MediaEpochOver() : error;
    }
  }
}
