/** One stream of one's own on every way that there is: one, or two while the device moves. What is wished holds for all. */
import type { Producer, Transport } from 'mediasoup-client/types';
import type { Ask } from './connection.ts';
import { Sender, type SenderOptions, type Wish } from './sender.ts';

/** What tells one pair of paths from another. */
export interface Way {
  readonly ask: Ask;
}

export class OwnStream {
  readonly #options: Omit<SenderOptions, 'ask'>;
  readonly #senders = new Map<Way, Sender>();
  #present: Way | undefined;
  #wish: Wish | undefined;

  constructor(options: Omit<SenderOptions, 'ask'>) {
    this.#options = options;
  }

  /** Of the way that is used now. */
  get producer(): Producer | undefined {
    return this.#sender?.producer;
  }

  /** Others get it now. */
  get sending(): boolean {
    return this.#sender?.sending ?? false;
  }

  /** @param wish undefined: stop and forget the stream */
  want(wish: Wish | undefined): void {
    this.#wish = wish;
    for (const sender of this.#senders.values()) sender.want(wish);
  }

  transportReady(way: Way, transport: Transport): void {
    let sender = this.#senders.get(way);
    if (sender === undefined) {
      sender = new Sender({ ...this.#options, ask: way.ask });
      this.#senders.set(way, sender);
      sender.want(this.#wish);
    }
    sender.transportReady(transport);
  }

  /** The transport took its producers with it; there may be another one. */
  transportGone(way: Way): void {
    this.#senders.get(way)?.transportGone();
  }

  ended(way: Way): void {
    this.transportGone(way);
    this.#senders.delete(way);
  }

  /** What is told of the stream is told of this way. */
  use(way: Way): void {
    this.#present = way;
    this.#options.onChanged();
  }

  /** Whether all that is sent on one way is sent on the other, and nothing is under way. */
  isSame(from: Way, to: Way): boolean {
    const [one, other] = [this.#senders.get(from), this.#senders.get(to)];
    if (one?.busy === true || other?.busy === true) return false;
    return one?.sending !== true || other?.sending === true;
  }

  /** Whether it is this one, on any way. */
  has(producerId: string): boolean {
    return this.#of(producerId) !== undefined;
  }

  /** The server has closed the producer by force. */
  closedByServer(producerId: string): void {
    this.#of(producerId)?.closedByServer();
  }

  /** Which layers are taken has changed. */
  layersChanged(producerId: string): void {
    this.#of(producerId)?.layersChanged();
  }

  get #sender(): Sender | undefined {
    return this.#present && this.#senders.get(this.#present);
  }

  #of(producerId: string): Sender | undefined {
    return [...this.#senders.values()].find(({ producer }) => producer?.id === producerId);
  }
}
