/** What one has written and the server does not have yet: sent in order, once each, over lost connections and reloads. */
import type { Timers } from '../../timers.ts';
import { isRecord } from '../../wire-guards.ts';
import { ChatFailed } from '../chat-failed.ts';
import { numberIn, recordIn, textIn } from './room-event.ts';
import type { TabStorage } from './tab-storage.ts';

export interface Unsent {
  /** Number of the request: with the same one, the server says it once. */
  key: string;
  atMs: number;
  content: Record<string, unknown>;
  /** The server has it. */
  eventId?: string;
  /** Stable code. */
  failed?: string;
  /** Of a file on its way, 0..1; it has no content to be kept yet. */
  uploaded?: number;
}

export interface OutboxOptions {
  /** @returns the id of the event. @throws {ChatFailed} */
  send: (unsent: Unsent) => Promise<string>;
  storage: TabStorage | undefined;
  storageKey: string;
  timers: Timers;
  /** How long to wait before try number `attempt`. */
  backoffMs: (attempt: number) => number;
  changed: () => void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  #all: Unsent[];
  readonly #waiting = new Map<string, { done: () => void; failed: (error: unknown) => void }>();
  #sending = false;
  #attempt = 0;
  #cancelRetry: () => void = () => undefined;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#all = kept(options);
  }

  /** In the order they were written. */
  get all(): readonly Unsent[] {
    return this.#all;
  }

  /** Goes on with what was kept, or waited for the network. */
  resume(): void {
    this.#cancelRetry();
    void this.#work();
  }

  /** Resolves when the server has it. @throws {ChatFailed} */
  add(unsent: Unsent): Promise<void> {
    this.#all = [...this.#all, unsent];
    this.#changed();
    return this.#queue(unsent.key);
  }

  /** Shown while it is prepared; sent when it is complete. */
  prepare(unsent: Unsent): void {
    this.#all = [...this.#all, unsent];
    this.#changed();
  }

  change(key: string, change: Partial<Unsent>): void {
    this.#all = this.#all.map((one) => (one.key === key ? { ...one, ...change } : one));
    this.#changed();
  }

  /** It has its content now. */
  complete(key: string, content: Record<string, unknown>): Promise<void> {
    this.#all = this.#all.map((one) => (one.key === key ? { key, atMs: one.atMs, content } : one));
    this.#changed();
    return this.#queue(key);
  }

  retry(key: string): Promise<void> {
    this.#all = this.#all.map(({ failed, ...one }) => (one.key !== key && failed !== undefined ? { ...one, failed } : one));
    this.#changed();
    return this.#queue(key);
  }

  discard(key: string): void {
    this.#all = this.#all.filter((one) => one.key !== key);
    this.#waiting.get(key)?.failed(new ChatFailed('aborted', 'taken back'));
    this.#waiting.delete(key);
    this.#changed();
  }

  /** These are events of the room now. */
  forget(keys: ReadonlySet<string>): void {
    if (!this.#all.some(({ key }) => keys.has(key))) return;
    for (const key of keys) this.#settle(key, undefined);
    this.#all = this.#all.filter(({ key }) => !keys.has(key));
    this.#changed();
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry();
  }

  #queue(key: string): Promise<void> {
    const sent = new Promise<void>((done, failed) => this.#waiting.set(key, { done, failed }));
    void this.#work();
    return sent;
  }

  async #work(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    while (!this.#closed) {
      const next = this.#all.find(
        ({ eventId, failed, uploaded }) => eventId === undefined && failed === undefined && uploaded === undefined,
      );
      if (!next) break;
      try {
        const eventId = await this.#options.send(next);
        this.#attempt = 0;
        this.change(next.key, { eventId });
        this.#settle(next.key, undefined);
      } catch (error) {
        if (this.#retryLater(error)) break;
        this.change(next.key, { failed: error instanceof ChatFailed ? error.code : 'failed' });
        this.#settle(next.key, error);
      }
    }
    this.#sending = false;
  }

  /** What may go better next time is tried again by itself: whoever wrote it need not press anything. */
  #retryLater(error: unknown): boolean {
    if (!(error instanceof ChatFailed)) return false;
    const isLater = error.code === 'offline' || error.code === 'rate_limited' || error.code === 'signed_out';
    if (!isLater) return false;
    const waitMs = error.retryAfterMs ?? this.#options.backoffMs(this.#attempt++);
    this.#cancelRetry();
    this.#cancelRetry = this.#options.timers.after(waitMs, () => void this.#work());
    return true;
  }

  #settle(key: string, error: unknown): void {
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (error === undefined) waiting?.done();
    else waiting?.failed(error);
  }

  #changed(): void {
    const { storage, storageKey } = this.#options;
    // A file cannot be kept; of the rest, what the server has need not be.
    const kept = this.#all.filter(({ eventId, uploaded }) => eventId === undefined && uploaded === undefined);
    if (kept.length === 0) storage?.removeItem(storageKey);
    else storage?.setItem(storageKey, JSON.stringify(kept));
    this.#options.changed();
  }
}

function kept({ storage, storageKey }: OutboxOptions): Unsent[] {
  let value: unknown;
  try {
    value = JSON.parse(storage?.getItem(storageKey) ?? '[]');
  } catch {
    return []; // Not of ours.
  }
  return (Array.isArray(value) ? value : []).flatMap((one: unknown) => {
    const [key, atMs, content, failed] = [textIn(one, 'key'), numberIn(one, 'atMs'), recordIn(one, 'content'), textIn(one, 'failed')];
    if (!isRecord(one) || key === undefined || atMs === undefined || !content) return [];
    return [{ key, atMs, content, ...(failed === undefined ? {} : { failed }) }];
  });
}
