/**
 * One direction of media: makes its transport, sees when it breaks and mends it. ICE restart first, then a new
 * transport; when UDP does not get through in 4 s, TCP; when that fails too it is `failed`, and tries on.
 */
import type { Device, DtlsParameters, MediaKind, RtpParameters, Transport } from 'mediasoup-client/types';
import { isMediaSource } from './media-source.ts';
import type { MediaRoomInfo } from '@saal/protocol';
import type { Ask } from './connection.ts';
import { iceParametersOf, transportOptionsOf } from './mediasoup-shapes.ts';
import { RequestFailed } from './request-failed.ts';
import type { Timers } from './timers.ts';

const connectWithinMs = 4000;
const connectByTcpWithinMs = 8000;
// The browser itself has waited some seconds for an answer before it says "disconnected"; a restart costs one round trip.
const disconnectedForMs = 300;
const restartWithinMs = 4000;
// A browser tells that the network is another one up to two seconds before its media part knows the new addresses:
// so after such news restarts follow each other quickly, until one of them brings something in.
const hurriedRestarts = 5;
const hurriedWithinMs = 700;
const restartsBeforeNew = 2;
const retryAfterMs = 3000;

export type PathState = 'new' | 'connecting' | 'connected' | 'restarting' | 'failed';

export interface PathOptions {
  direction: 'send' | 'receive';
  device: Device;
  room: MediaRoomInfo;
  ask: Ask;
  /** The WebSocket is up: without it no transport can come to be, and waiting for one proves nothing. */
  signalling: () => boolean;
  timers: Timers;
  /** UDP was tried in vain before: begin with TCP. */
  tcpOnly: boolean;
  onReady: (transport: Transport) => void;
  /** The transport and all that ran over it is gone; another one follows. */
  onGone: () => void;
  onStateChanged: () => void;
}

export class TransportPath {
  readonly #options: PathOptions;
  #transport: Transport | undefined;
  #state: PathState = 'new';
  #tcpOnly = false;
  #restarts = 0;
  #hurried = 0;
  /** The question for new credentials is on its way; the connection repeats it by itself. */
  #asking = false;
  #closed = false;
  /** Counts transports: what comes late for an earlier one is ignored. */
  #generation = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: PathOptions) {
    this.#options = options;
    this.#tcpOnly = options.tcpOnly;
    void this.#create();
  }

  get state(): PathState {
    return this.#state;
  }

  /** Came to be by TCP after UDP had failed. */
  get overTcp(): boolean {
    return this.#tcpOnly && this.#state === 'connected';
  }

  get transport(): Transport | undefined {
    return this.#transport;
  }

  /** The way to the server may have changed: proves it anew instead of waiting until nothing comes any more. */
  networkChanged(): void {
    if (this.#transport !== undefined && this.#state !== 'new' && this.#state !== 'connecting') {
      this.#restarts = 0;
      this.#hurried = hurriedRestarts;
      void this.#restartIce();
    }
  }

  /** The resumed connection told that the transport is still known; a broken one is mended now. */
  resumed(): void {
    if (this.#state === 'restarting' || this.#state === 'failed') this.networkChanged();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#drop();
  }

  /** A method, since another transport may have come during an await. */
  #isCurrent(transport: Transport): boolean {
    return this.#transport === transport && !this.#closed;
  }

  #enter(state: PathState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onStateChanged();
  }

  #arm(delayMs: number, task: () => void): void {
    this.#cancelTimer?.();
    const generation = this.#generation;
    this.#cancelTimer = this.#options.timers.after(delayMs, () => {
      if (generation === this.#generation && !this.#closed) task();
    });
  }

  #drop(): void {
    this.#generation += 1;
    this.#asking = false;
    this.#hurried = 0;
    this.#cancelTimer?.();
    const transport = this.#transport;
    this.#transport = undefined;
    if (transport === undefined) return;
    transport.close();
    this.#options.onGone();
  }

  #recreate(): void {
    this.#drop();
    this.#restarts = 0;
    void this.#create();
  }

  async #create(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const { direction, device, room, ask, onReady } = this.#options;
    try {
      const info = await ask('media.create-transport', { direction, ...(this.#tcpOnly ? { tcpOnly: true } : {}) });
      if (generation !== this.#generation || this.#closed) return;
      const options = transportOptionsOf(info, room);
      const transport = direction === 'send' ? device.createSendTransport(options) : device.createRecvTransport(options);
      this.#transport = transport;
      this.#follow(transport);
      onReady(transport);
    } catch (error) {
      if (generation !== this.#generation || this.#closed) return;
      // The room is being rebuilt: `media.reset` makes a new path. Anything else: try on.
      if (error instanceof RequestFailed && error.code === 'media_epoch_over') return;
      this.#enter('failed');
      this.#arm(retryAfterMs, () => this.#recreate());
    }
  }

  #follow(transport: Transport): void {
    const { ask } = this.#options;
    transport.on('connect', ({ dtlsParameters }: { dtlsParameters: DtlsParameters }, done: () => void, failed: (error: Error) => void) => {
      // From here on it should come to be. The state `connecting` is no sign: without a usable candidate it never comes.
      if (this.#isCurrent(transport)) this.#connecting();
      ask('media.connect-transport', { transportId: transport.id, dtlsParameters }).then(() => done(), failed);
    });
    transport.on(
      'produce',
      (
        { rtpParameters, appData }: { kind: MediaKind; rtpParameters: RtpParameters; appData: Record<string, unknown> },
        done: (answer: { id: string }) => void,
        failed: (error: Error) => void,
      ) => {
        const { source, shareId, paused } = appData;
        if (!isMediaSource(source)) {
          failed(new TypeError('a stream without a source'));
          return;
        }
        const share = typeof shareId === 'string' ? { shareId } : {};
        ask('media.produce', {
          transportId: transport.id,
          source,
          rtpParameters: { ...rtpParameters },
          ...share,
          ...(paused === true ? { paused } : {}),
        }).then(({ producerId }) => done({ id: producerId }), failed);
      },
    );
    transport.on('connectionstatechange', (state) => {
      if (!this.#isCurrent(transport)) return;
      switch (state) {
        case 'new':
        case 'closed':
        case 'connecting':
          return;
        case 'connected':
          this.#cancelTimer?.();
          this.#restarts = 0;
          this.#hurried = 0;
          this.#enter('connected');
          return;
        case 'disconnected':
          this.#arm(disconnectedForMs, () => void this.#restartIce());
          return;
        case 'failed':
          if (this.#state === 'connecting' || this.#state === 'failed') this.#notConnected();
          else void this.#restartIce();
      }
    });
  }

  #connecting(): void {
    if (this.#state !== 'failed') this.#enter('connecting');
    this.#arm(this.#tcpOnly ? connectByTcpWithinMs : connectWithinMs, () => this.#notConnected());
  }

  /** A new transport did not come to be: TCP after UDP, then a pause and UDP again. */
  #notConnected(): void {
    if (!this.#options.signalling()) {
      this.#arm(connectWithinMs, () => this.#notConnected());
      return;
    }
    if (!this.#tcpOnly) {
      this.#tcpOnly = true;
      this.#recreate();
      return;
    }
    this.#tcpOnly = false;
    this.#enter('failed');
    this.#arm(retryAfterMs, () => this.#recreate());
  }

  async #restartIce(): Promise<void> {
    const transport = this.#transport;
    if (transport === undefined || this.#closed) return;
    this.#enter('restarting');
    this.#arm(this.#hurried > 0 ? hurriedWithinMs : restartWithinMs, () => void this.#restartIce());
    // The answer goes on, or the resumed connection: more of the same question would each begin it anew.
    if (this.#asking || !this.#options.signalling()) return;
    if (this.#hurried > 0) this.#hurried -= 1;
    else if (this.#restarts >= restartsBeforeNew) {
      this.#recreate();
      return;
    } else this.#restarts += 1;
    this.#asking = true;
    try {
      const { iceParameters } = await this.#options.ask('media.restart-ice', { transportId: transport.id });
      if (!this.#isCurrent(transport)) return;
      this.#asking = false;
      const before = await bytesReceived(transport);
      await transport.restartIce({ iceParameters: iceParametersOf(iceParameters) });
      if (this.#isCurrent(transport)) this.#restarted(transport, before);
    } catch (error) {
      if (!this.#isCurrent(transport)) return;
      this.#asking = false;
      if (error instanceof RequestFailed && error.code === 'media_object_not_found') this.#recreate();
      // Otherwise the timer tries again.
    }
  }

  /** A restart of a way that had not broken ends without a change of state; of one that broke just now the browser may not know yet. */
  #restarted(transport: Transport, receivedBefore: number): void {
    if (this.#hurried > 0) {
      this.#arm(hurriedWithinMs, () => {
        void bytesReceived(transport).then((received) => {
          if (!this.#isCurrent(transport)) return;
          if (transport.connectionState === 'connected' && received > receivedBefore) this.#hurried = 0;
          else void this.#restartIce();
        });
      });
    } else if (transport.connectionState === 'connected') this.#cancelTimer?.();
    if (transport.connectionState === 'connected') this.#enter('connected');
  }
}

/** 0 when the browser does not tell. */
async function bytesReceived(transport: Transport): Promise<number> {
  let bytes = 0;
  try {
    (await transport.getStats()).forEach((entry: { type: string; bytesReceived?: number }) => {
      if (entry.type === 'transport') bytes += entry.bytesReceived ?? 0;
    });
  } catch {
    // Closed meanwhile: nothing comes.
  }
  return bytes;
}
