import type { Method, WireError } from '@saal/protocol';
import type { ClientConnection } from './device.ts';

export type Asked = { id: number; method: Method; data: unknown };
export type Outcome = { ok: true; result: unknown } | { ok: false; error: WireError };

/** The way of one connection into its meeting: the conductor is in this process, or on another server. */
export interface Door {
  /** In a meeting or its lobby. */
  readonly joined: boolean;
  /** @param reply called once at most, in order with what the connection is sent; never when the connection is closed instead */
  ask(asked: Asked, reply: (outcome: Outcome) => void): void;
  /** The connection is over. Idempotent. */
  connectionEnded(): void;
}

/** A connection that also takes frames another server wrote. */
export interface EdgeConnection extends ClientConnection {
  /** @param text one frame */
  write(text: string): void;
}
