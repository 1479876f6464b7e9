import { ResponseFrame, events, requests, type EventType, type Method, type RequestInput, type RequestResult } from '@saal/protocol';
import WebSocket from 'ws';
import type { HttpClient } from './http-client.ts';
import { WireRefused } from './wire-participant.ts';
import { openSocket } from './wire-socket.ts';

type Pending = { method: Method; resolve: (data: unknown) => void; reject: (error: Error) => void };

/** The beginning of every event on the wire: most are only counted, and need not be read for it. */
const eventBegins = /^\{"k":"ev","type":"([a-z.-]+)"/;

/**
 * One WebSocket that counts what comes and keeps nothing: for thousands of participants in one process.
 * `WireParticipant` is the one for tests of rules.
 */
export class WireLine {
  frames = 0;
  bytes = 0;
  largestFrameBytes = 0;
  /** How the connection ended; undefined when it was ended from here. */
  readonly ended: Promise<string | undefined>;
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #listener: (type: EventType, read: () => unknown) => void;
  #nextId = 1;
  #closing = false;

  private constructor(socket: WebSocket, listener: (type: EventType, read: () => unknown) => void) {
    this.#socket = socket;
    this.#listener = listener;
    socket.on('message', (raw) => {
      if (Buffer.isBuffer(raw)) this.#take(raw.toString());
    });
    const ended = Promise.withResolvers<string | undefined>();
    this.ended = ended.promise;
    socket.on('close', (code, reason) => {
      ended.resolve(this.#closing ? undefined : `${code} ${reason.toString()}`);
      for (const { method, reject } of this.#pending.values()) reject(new Error(`${method}: the connection ended with ${code}`));
      this.#pending.clear();
    });
    // 'close' follows every error and is where it is told.
    socket.on('error', () => undefined);
  }

  /**
   * @param listener gets the kind of each event, and its data when it wants to read it
   * @throws {UpgradeRefused}
   */
  static async open(http: HttpClient, listener: (type: EventType, read: () => unknown) => void): Promise<WireLine> {
    const [socket, opened] = openSocket(http.baseUrl, { cookie: http.cookieHeader, origin: http.baseUrl });
    const line = new WireLine(socket, listener);
    await opened;
    return line;
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** @throws {WireRefused} with the server's code */
  async request<M extends Method>(method: M, data: RequestInput<M>): Promise<RequestResult<M>> {
    const id = this.#nextId++;
    const answer = await new Promise<unknown>((resolve, reject) => {
      if (!this.open) return reject(new Error(`${method}: the connection is not open`));
      this.#pending.set(id, { method, resolve, reject });
      this.#socket.send(JSON.stringify({ k: 'req', id, method, data }));
    });
    // The table maps each method to its own schema; TypeScript does not follow the index through `parse`.
    return requests[method].result.parse(answer) as RequestResult<M>;
  }

  /** Ends it without a word, like a lost network. */
  drop(): void {
    this.#closing = true;
    this.#socket.terminate();
  }

  #take(text: string): void {
    this.frames += 1;
    this.bytes += text.length;
    this.largestFrameBytes = Math.max(this.largestFrameBytes, text.length);
    const type = eventBegins.exec(text)?.[1];
    if (type !== undefined) {
      if (isEventType(type)) this.#listener(type, () => dataOf(text));
      return;
    }
    const { id, ...answer } = ResponseFrame.parse(JSON.parse(text));
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (answer.ok) waiting?.resolve(answer.data);
    else waiting?.reject(new WireRefused(waiting.method, answer.error.code, answer.error.message, answer.error.details));
  }
}

function isEventType(type: string): type is EventType {
  return type in events;
}

function dataOf(text: string): unknown {
  const frame: unknown = JSON.parse(text);
  return typeof frame === 'object' && frame !== null && 'data' in frame ? frame.data : undefined;
}
