import type { Consumer, PipeTransport, Producer, Router, TransportListenInfo } from 'mediasoup/types';
import { MediaEpochOver } from '../errors.ts';
import type { FarBranch, PipedStream, PipeEnd } from './far-branch.ts';

/** Watchers of a far video ask its sender for key frames together: at most so often. */
const keyFrameRequestDelayMs = 500;
/** Within a host pipes stay on its loopback, so without SRTP. */
const loopback: TransportListenInfo = { protocol: 'udp', ip: '127.0.0.1' };

/** The pipes of one branch: one to each branch that it shares a stream with, laid when the first stream crosses. */
export class Pipes {
  readonly #id: string;
  readonly #router: () => Router;
  readonly #between: TransportListenInfo | undefined;
  readonly #ends = new Map<string, Promise<PipeTransport>>();
  /** By branch and stream. */
  readonly #sent = new Map<string, Map<string, Consumer>>();

  /**
   * @param router throws while the branch is not there
   * @param between where pipes to other hosts listen, if there are any
   */
  constructor(id: string, router: () => Router, between: TransportListenInfo | undefined) {
    this.#id = id;
    this.#router = router;
    this.#between = between;
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
  async openEnd(from: string, far: PipeEnd): Promise<PipeEnd> {
    this.#closeEnd(from);
    return endOf(await this.#keep(from, far.srtp !== undefined, (transport) => connect(transport, far)));
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
      return this.#keep(far.id, far.isElsewhere, async (transport) => {
        await connect(transport, await far.openEnd(this.#id, endOf(transport)));
      });
    }
    await far.layPipe(this.#id);
    const laid = this.#ends.get(far.id);
    if (!laid) throw new MediaEpochOver();
    return laid;
  }

  #keep(id: string, isElsewhere: boolean, connecting: (transport: PipeTransport) => Promise<void>): Promise<PipeTransport> {
    const opening = this.#open(isElsewhere, connecting);
    this.#ends.set(id, opening);
    const forget = () => {
      if (this.#ends.get(id) === opening) this.#ends.delete(id);
    };
    opening.then((transport) => transport.observer.once('close', forget), forget);
    return opening;
  }

  async #open(isElsewhere: boolean, connecting: (transport: PipeTransport) => Promise<void>): Promise<PipeTransport> {
    const listenInfo = isElsewhere ? (this.#between ?? loopback) : loopback;
    const transport = await this.#router().createPipeTransport({ listenInfo, enableSrtp: isElsewhere, enableRtx: true });
    try {
      await connecting(transport);
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

function endOf({ tuple, srtpParameters }: PipeTransport): PipeEnd {
  return { ip: tuple.localAddress, port: tuple.localPort, srtp: srtpParameters };
}

async function connect(transport: PipeTransport, { ip, port, srtp }: PipeEnd): Promise<void> {
  await transport.connect({ ip, port, ...(srtp ? { srtpParameters: srtp } : {}) });
}
