/**
 * The WebSocket to the server: requests with answers, events, and a loss that mends itself.
 * After each opening `greet` runs first (it sends `meeting.join`); only then are waiting requests sent, and those
 * that had no answer are sent again with the same id, which the server answers from memory.
 */
import { closeCodes } from '@saal/protocol';
import type { AnyEvent, Method, RequestInput, RequestResult, WireError } from '@saal/protocol';
import { backoffMs } from './backoff.ts';
import type { WatchNetwork } from './network-changes.ts';
import { RequestFailed } from './request-failed.ts';
import type { OpenSocket, WebSocketLike } from './socket.ts';
import type { Timers } from './timers.ts';
import { readServerFrame } from './wire-guards.ts';

/** An opening that hangs is given up sooner while there is a place to come back to: the way may be free again by then. */
const openTimeoutMs = 3500;
const slowOpenTimeoutMs = 8000;
const answerTimeoutMs = 12_000;
const silenceMs = 15_000;
const probeTimeoutMs = 5000;
const slowAttempt = 24;
const hurriedProbeTimeoutMs = 800;

export type ClosedFor = 'not-authenticated' | 'replaced' | 'disposed';

export interface ConnectionOptions {
  url: string;
  openSocket: OpenSocket;
  timers: Timers;
  /** 0..1 */
  random: () => number;
  watchNetwork: WatchNetwork;
  /**
   * Runs after each opening with a way to ask on just this socket. When it rejects, the socket is dropped and tried again,
   * unless the connection was closed meanwhile.
   */
  greet: (ask: Ask) => Promise<void>;
  onEvent: (event: AnyEvent) => void;
  onStateChanged: (state: 'connected' | 'reconnecting') => void;
  /** Ended for good: nothing is tried any more. */
  onClosed: (reason: ClosedFor) => void;
  /** Sent when nothing came for 15 s: browsers cannot see the server's pings. Any answer is a sign of life. */
  probe: () => { method: Method; data: unknown };
}

export type Ask = <M extends Method>(method: M, data: RequestInput<M>) => Promise<RequestResult<M>>;

interface Pending {
  id: number;
  method: Method;
  text: string;
  resolve: (data: unknown) => void;
  reject: (error: RequestFailed) => void;
  cancelTimeout: () => void;
  /** Belongs to one socket (greeting, probe): never repeated. */
  once: boolean;
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #stopWatching: () => void;
  #socket: WebSocketLike | undefined;
  #greeted = false;
  #closed = false;
  #attempt = 0;
  #openings = 0;
  #nextId: number;
  #cancelRetry: (() => void) | undefined;
  #cancelSilence: (() => void) | undefined;
  #cancelOpening: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    // Not from 1: the server remembers the answers of a device, and a reloaded page is the same device.
    this.#nextId = 1 + Math.floor(options.random() * 2 ** 30);
    this.#stopWatching = options.watchNetwork((kind) => this.#networkChanged(kind));
    this.#open();
  }

  get connected(): boolean {
    return this.#greeted;
  }

  /** How often a socket was really opened. */
  get openings(): number {
    return this.#openings;
  }

  /** Asks; waits for the connection when it is lost. @throws {RequestFailed} refused, or `not_ready` when no answer came in 12 s */
  request<M extends Method>(method: M, data: RequestInput<M>): Promise<RequestResult<M>> {
    return this.#ask(method, data, false);
  }

  /** Refuses all unanswered requests that fit: what they speak of is gone. */
  refusePending(fits: (method: Method) => boolean, error: WireError): void {
    for (const pending of [...this.#pending.values()]) {
      if (!pending.once && fits(pending.method)) this.#settle(pending.id)?.reject(new RequestFailed(error));
    }
  }

  /** Drops the socket and tries anew at once: something says that it is dead. */
  reconnect(): void {
    if (this.#closed) return;
    this.#dropSocket();
    this.#lost();
  }

  close(): void {
    this.#end('disposed');
  }

  #end(reason: ClosedFor): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelRetry?.();
    this.#stopWatching();
    this.#dropSocket();
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id)?.reject(
        new RequestFailed({
          code: reason === 'replaced' ? 'replaced_by_other_connection' : 'not_a_participant',
          message: `connection is closed: ${reason}`,
        }),
      );
    }
    this.#options.onClosed(reason);
  }

  #ask<M extends Method>(method: M, data: RequestInput<M>, once: boolean): Promise<RequestResult<M>> {
    return this.#askPlain(method, data, once, answerTimeoutMs).then(trusted<M>);
  }

  #askPlain(method: Method, data: unknown, once: boolean, timeoutMs: number): Promise<unknown> {
    if (this.#closed) return Promise.reject(new RequestFailed({ code: 'not_a_participant', message: 'connection is closed' }));
    const id = this.#nextId;
    this.#nextId = id >= 2 ** 31 - 1 ? 1 : id + 1;
    return new Promise((resolve, reject) => {
      const cancelTimeout = this.#options.timers.after(timeoutMs, () => {
        this.#settle(id)?.reject(new RequestFailed({ code: 'not_ready', message: `no answer to ${method} within ${timeoutMs} ms` }));
      });
      const text = JSON.stringify({ k: 'req', id, method, data });
      this.#pending.set(id, { id, method, text, resolve, reject, cancelTimeout, once });
      if (this.#greeted || once) this.#send(text);
    });
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    pending?.cancelTimeout();
    this.#pending.delete(id);
    return pending;
  }

  #send(text: string): void {
    try {
      this.#socket?.send(text);
    } catch {
      // A socket that closes just now throws; its close event follows and the request is sent again.
    }
  }

  #open(): void {
    if (this.#closed) return;
    this.#cancelRetry = undefined;
    const socket = this.#options.openSocket(this.#options.url);
    this.#socket = socket;
    const current = () => this.#socket === socket;
    this.#cancelOpening = this.#options.timers.after(
      this.#openings > 0 && this.#attempt < slowAttempt ? openTimeoutMs : slowOpenTimeoutMs,
      () => {
        if (current()) this.reconnect();
      },
    );
    socket.addEventListener('open', () => {
      if (!current()) return;
      this.#cancelOpening?.();
      this.#openings += 1;
      this.#armSilence();
      void this.#greet(current);
    });
    socket.addEventListener('message', (event) => {
      if (current() && typeof event.data === 'string') this.#received(event.data);
    });
    socket.addEventListener('close', (event) => {
      if (current()) this.#socketClosed(event.code);
    });
    // The close event that follows says all there is to know; without a listener `ws` would throw.
    socket.addEventListener('error', () => undefined);
  }

  async #greet(current: () => boolean): Promise<void> {
    try {
      await this.#options.greet((method, data) => this.#ask(method, data, true));
    } catch {
      // The answer told to try again later; the owner has closed the connection where that is pointless.
      if (current() && !this.#closed) {
        this.#dropSocket();
        this.#lost();
      }
      return;
    }
    if (!current() || this.#closed) return;
    this.#attempt = 0;
    this.#greeted = true;
    this.#options.onStateChanged('connected');
    for (const pending of [...this.#pending.values()].sort((one, other) => one.id - other.id)) {
      if (!pending.once) this.#send(pending.text);
    }
  }

  #received(text: string): void {
    this.#armSilence();
    const frame = readServerFrame(text);
    if (frame === undefined) return;
    if (frame.k === 'ev') {
      this.#options.onEvent(frame.event);
      return;
    }
    const pending = this.#settle(frame.id);
    if (frame.ok) pending?.resolve(frame.data);
    else pending?.reject(new RequestFailed(frame.error));
  }

  #socketClosed(code: number): void {
    this.#forgetSocket();
    if (code === closeCodes.notAuthenticated) this.#end('not-authenticated');
    else if (code === closeCodes.replaced) this.#end('replaced');
    else {
      // Told to slow down: on with the longest pauses.
      if (code === closeCodes.rateLimited) this.#attempt = Math.max(this.#attempt, slowAttempt);
      this.#lost();
    }
  }

  #lost(): void {
    if (this.#closed) return;
    this.#options.onStateChanged('reconnecting');
    this.#cancelRetry?.();
    this.#cancelRetry = this.#options.timers.after(backoffMs(this.#attempt, this.#options.random), () => this.#open());
    this.#attempt += 1;
  }

  #dropSocket(): void {
    const socket = this.#socket;
    this.#forgetSocket();
    socket?.close(1000);
  }

  #forgetSocket(): void {
    this.#socket = undefined;
    this.#greeted = false;
    this.#cancelSilence?.();
    this.#cancelOpening?.();
    for (const pending of [...this.#pending.values()]) {
      if (pending.once) this.#settle(pending.id)?.reject(new RequestFailed({ code: 'not_ready', message: 'connection was lost' }));
    }
  }

  #armSilence(): void {
    this.#cancelSilence?.();
    this.#cancelSilence = this.#options.timers.after(silenceMs, () => this.#probe(probeTimeoutMs));
  }

  #probe(timeoutMs: number): void {
    const socket = this.#socket;
    if (socket === undefined || !this.#greeted) return;
    this.#cancelSilence?.();
    this.#cancelSilence = this.#options.timers.after(timeoutMs, () => {
      if (this.#socket === socket) this.reconnect();
    });
    const { method, data } = this.#options.probe();
    // Answer or refusal: both arrive as a frame, and each frame puts the alarm off (`#received`).
    this.#askPlain(method, data, true, answerTimeoutMs).catch(() => undefined);
  }

  #networkChanged(kind: 'online' | 'network' | 'visible'): void {
    if (this.#closed) return;
    if (this.#greeted) {
      this.#probe(hurriedProbeTimeoutMs);
    } else if (this.#cancelRetry !== undefined) {
      this.#cancelRetry();
      if (kind !== 'visible') this.#attempt = 0;
      this.#open();
    }
  }
}

/** The server's answers are trusted to fit their schema (see wire-guards.ts). */
function trusted<M extends Method>(data: unknown): RequestResult<M>;
function trusted(data: unknown): unknown {
  return data;
}
