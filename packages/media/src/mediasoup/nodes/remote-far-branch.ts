import { BusNobodyThere, type Bus, type Clock, type Logger } from '@saal/foundation';
import { MediaEpochOver } from '../../errors.ts';
import type { KeySeal } from '../../key-seal.ts';
import type { FarBranch, PipedStream, PipeEnd } from '../far-branch.ts';
import { Outbox } from './outbox.ts';
import { openEnd, sealEnd } from './sealed-end.ts';
import { farSubject, PipedStreamShape, PipeEndShape, type FarCall, type FarOrder, type WireEnd } from './subjects.ts';

/** Five seconds: by then a branch that is not known there will not be. */
const attempts = 20;

/** A branch on another node, as a branch sees it that shares a room with it. */
export class RemoteFarBranch implements FarBranch {
  readonly id: string;
  readonly isElsewhere = true;
  readonly #node: string;
  readonly #seal: KeySeal;
  readonly #bus: Bus;
  readonly #ownId: string;
  readonly #orders: Outbox<FarOrder>;

  constructor(options: { id: string; node: string; ownId: string; seal: KeySeal; bus: Bus; clock: Clock; log: Logger }) {
    const { clock, log } = options;
    this.id = options.id;
    this.#node = options.node;
    this.#ownId = options.ownId;
    this.#seal = options.seal;
    this.#bus = options.bus;
    this.#orders = new Outbox({ deliver: (orders) => this.#call({ kind: 'orders', orders: [...orders] }), attempts, clock, log });
  }

  async openEnd(from: string, end: PipeEnd): Promise<PipeEnd> {
    const about = { node: this.#node, branch: this.id, from };
    const sealed = await this.#askEnd(sealEnd(this.#seal, end, { ...about, said: 'question' }));
    // A node of a version before has taken it for an end without keys. It opens another one in its place.
    const answer = sealed.sealed === undefined && end.srtp ? await this.#askEnd(end) : sealed;
    return openEnd(this.#seal, answer, { ...about, said: 'answer' });
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

  async #askEnd(end: WireEnd): Promise<WireEnd> {
    return PipeEndShape.parse(await this.#call({ kind: 'open-end', end }));
  }

  async #call(call: FarCall['call']): Promise<unknown> {
    try {
      return await this.#bus.request(farSubject(this.#node), { branch: this.id, from: this.#ownId, call });
    } catch (error) {
      throw error instanceof BusNobodyThere ? new MediaEpochOver() : error;
    }
  }
}
