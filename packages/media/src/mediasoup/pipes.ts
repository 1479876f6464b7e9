import type { Consumer, PipeTransport, Producer, Router } from 'mediasoup/types';
import { MediaEpochOver } from '../errors.ts';
import type { FarBranch, PipedStream, PipeEnd } from './far-branch.ts';

/** Watchers of a far video ask its sender for key frames together: at most so often. */
const keyFrameRequestDelayMs = 500;
const loopback = '127.0.0.1';

/**
 * The pipes of one branch: one to each branch that it shares a stream with, laid when the first stream crosses. They stay
 * on this machine's loopback, so without SRTP.
 */
export class Pipes {
  readonly #id: string;
  readonly #router: () => Router;
  readonly #ends = new Map<string, Promise<PipeTransport>>();
  /** By branch and stream. */
  readonly #sent = new Map<string, Map<string, Consumer>>();

  /** @param router throws while the branch is not there */
  constructor(id: string, router: () => Router) {
    this.#id = id;
    this.#router = router;
  }

  /**
   * Takes a stream of another branch in; the producer has the id that it has there.
   * @throws {MediaObjectNotFound, MediaEpochOver}
   */
  async receive(far: FarBranch, streamId: string, isPaused: () => boolean): Promise<Producer> {
    const end = await this.#endTo(far);
    const { kind, rtpParameters } = await far.sendStream(this.#id, streamId);
    const producer = await end.produce({
      id: streamId,
      kind,
      rtpParameters,
      paused: isPaused(),
      keyFrameRequestDelay: keyFrameRequestDelayMs,
    });
    if (producer.paused !== isPaused()) await (isPaused() ? producer.pause() : producer.resume());
    return producer;
  }

  /** @throws {MediaEpochOver} there is no pipe */
  async send(to: string, streamId: string): Promise<PipedStream> {
    const end = await this.#ends.get(to);
    if (!end) throw new MediaEpochOver();
    const consumer = await end.consume({ producerId: streamId });
    const sent = this.#sent.get(to) ?? new Map<string, Consumer>();
    this.#sent.set(to, sent);
    sent.get(streamId)?.close();
    sent.set(streamId, consumer);
    consumer.observer.once('close', () => {
      if (sent.get(streamId) === consumer) sent.delete(streamId);
    });
    return { kind: consumer.kind, rtpParameters: consumer.rtpParameters };
  }

  stop(to: string, streamId: string): void {
    this.#sent.get(to)?.get(streamId)?.close();
  }

  /** The end towards a branch that lays the pipe. */
  async openEnd(from: string, { ip, port }: PipeEnd): Promise<PipeEnd> {
    this.#closeEnd(from);
    const end = await this.#keep(from, async (transport) => transport.connect({ ip, port }));
    return { ip: end.tuple.localAddress, port: end.tuple.localPort };
  }

  async lay(far: FarBranch): Promise<void> {
    await this.#endTo(far);
  }

  /** That branch is over. */
  gone(id: string): void {
    this.#closeEnd(id);
    this.#sent.delete(id);
  }

  async #endTo(far: FarBranch): Promise<PipeTransport> {
    const known = this.#ends.get(far.id);
    if (known) return known;
    if (this.#id < far.id) {
      return this.#keep(far.id, async (transport) => {
        const { localAddress, localPort } = transport.tuple;
        await transport.connect(await far.openEnd(this.#id, { ip: localAddress, port: localPort }));
      });
    }
    await far.layPipe(this.#id);
    const laid = this.#ends.get(far.id);
    if (!laid) throw new MediaEpochOver();
    return laid;
  }

  #keep(id: string, connect: (transport: PipeTransport) => Promise<void>): Promise<PipeTransport> {
    const opening = this.#open(connect);
    this.#ends.set(id, opening);
    const forget = () => {
      if (this.#ends.get(id) === opening) this.#ends.delete(id);
    };
    opening.then((transport) => transport.observer.once('close', forget), forget);
    return opening;
  }

  async #open(connect: (transport: PipeTransport) => Promise<void>): Promise<PipeTransport> {
    const transport = await this.#router().createPipeTransport({ listenInfo: { protocol: 'udp', ip: loopback }, enableRtx: true });
    try {
      await connect(transport);
    } catch (error) {
      transport.close();
      throw error;
    }
    return transport;
  }

  #closeEnd(id: string): void {
    const end = this.#ends.get(id);
    this.#ends.delete(id);
    end?.then(
      (transport) => transport.close(),
      () => undefined, // It was never there; who asked for it has the error.
    );
  }
}
