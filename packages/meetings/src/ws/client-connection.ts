import type { Logger } from '@saal/foundation';
import type { AnyEvent, WireError } from '@saal/protocol';
import type WebSocket from 'ws';
import type { EdgeConnection } from '../conductor/door.ts';

/** A reader this far behind is dropped, so that it costs nobody else memory (M12). */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/** One WebSocket, written to. */
export class SocketConnection implements EdgeConnection {
  /** Pings since the last sign of life. */
  unansweredPings = 0;
  private readonly socket: WebSocket;
  private readonly log: Logger;

  constructor(socket: WebSocket, log: Logger) {
    this.socket = socket;
    this.log = log;
  }

  get open(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  send(event: AnyEvent): void {
    this.write(JSON.stringify({ k: 'ev', ...event }));
  }

  answer(id: number, data: unknown): void {
    this.write(JSON.stringify({ k: 'res', id, ok: true, data }));
  }

  refuse(id: number, error: WireError): void {
    this.write(JSON.stringify({ k: 'res', id, ok: false, error }));
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  ping(): void {
    if (!this.open) return;
    this.unansweredPings += 1;
    this.socket.ping();
  }

  /** Without a word: it would not be read. */
  cut(): void {
    this.socket.terminate();
  }

  write(text: string): void {
    if (!this.open) return;
    this.socket.send(text);
    if (this.socket.bufferedAmount <= MAX_BUFFERED_BYTES) return;
    this.log.warn({ bufferedBytes: this.socket.bufferedAmount }, 'a client reads too slowly and is dropped');
    this.cut();
  }
}
