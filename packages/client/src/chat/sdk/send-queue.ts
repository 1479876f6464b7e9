/**
 * What this person says and the server does not have yet: in order within a room, once, over reloads. Each thing keeps
 * its transaction id until the server answers, so that asking again says nothing twice.
 */
import { backoffMs } from '../../backoff.ts';
import { randomId } from '../../random-id.ts';
import { ChatFailed } from '../chat-failed.ts';
import type { Kept } from './kept.ts';
import type { PollEventType } from './poll-content.ts';
import { asChatFailed } from './translated.ts';

export interface Outgoing {
  /** Of the message's first echo, and so of the message. */
  key: string;
  transactionId: string;
  roomId: string;
  atMs: number;
  threadRoot?: string;
  type: 'm.room.message' | 'm.reaction' | PollEventType;
  content: Record<string, unknown>;
  /** Uploaded first; then `content` holds its place. */
  file?: OutgoingFile;
}

export interface OutgoingFile {
  blob: Blob;
  fileName: string;
  durationMs?: number;
  /** 0..1; then it is a voice message. */
  waveform?: readonly number[];
}

export interface OutgoingState {
  entry: Outgoing;
  delivery: 'sending' | 'sent' | 'failed';
  /** Known when the server has it, until its echo comes. */
  eventId?: string;
  uploaded?: number;
}

export interface Sender {
  /** @returns the id of the event. @throws what may be told by `asChatFailed` */
  send(entry: Outgoing): Promise<string>;
  /** @returns the content of the event with the place of the file */
  upload(entry: Outgoing, file: OutgoingFile, progress: (ratio: number) => void, signal: AbortSignal): Promise<Record<string, unknown>>;
  /** The library's own memory of what could not be sent. */
  forget(entry: Outgoing): void;
}

interface Waiting extends OutgoingState {
  place: string;
  done: PromiseWithResolvers<void>;
  abort: AbortController;
  stored: Promise<void>;
}

const PREFIX = 'queue/';
/** Refusals that stay refusals; anything else is tried again. */
const final: readonly string[] = ['forbidden', 'not_found', 'too_large', 'aborted', 'no_encryption', 'failed'];

export class SendQueue {
  readonly #kept: Kept;
  readonly #sender: Sender;
  readonly #changed: (roomId: string) => void;
  readonly #rooms = new Map<string, Waiting[]>();
  readonly #running = new Set<string>();
  readonly #wakes = new Set<() => void>();
  #number = 0;
  #closed = false;

  constructor(kept: Kept, sender: Sender, changed: (roomId: string) => void) {
    this.#kept = kept;
    this.#sender = sender;
    this.#changed = changed;
  }

  /** Takes up what waited when the page was left. */
  async resume(): Promise<void> {
    for (const stored of await this.#kept.all(PREFIX)) {
      const { place, entry } = stored as { place: string; entry: Outgoing };
      const waiting = this.#waiting(entry, place, Promise.resolve());
      // Nobody of this page waits for it.
      waiting.done.promise.catch(() => undefined);
      this.#append(waiting);
    }
    for (const roomId of this.#rooms.keys()) void this.#run(roomId);
  }

  of(roomId: string): readonly OutgoingState[] {
    return this.#rooms.get(roomId) ?? [];
  }

  /** @returns when the server has it. @throws {ChatFailed} it will not have it */
  add(what: Omit<Outgoing, 'key' | 'transactionId' | 'atMs'>): Promise<void> {
    const transactionId = randomId();
    const entry: Outgoing = { ...what, key: transactionId, transactionId, atMs: Date.now() };
    // In the order of writing, also among what is left of an earlier visit.
    const place = `${PREFIX}${String(entry.atMs).padStart(15, '0')}/${String(this.#number++).padStart(6, '0')}/${transactionId}`;
    const waiting = this.#waiting(entry, place, this.#kept.set(place, { place, entry }));
    this.#append(waiting);
    this.#changed(entry.roomId);
    void this.#run(entry.roomId);
    return waiting.done.promise;
  }

  /** The network is back, or the person asks. */
  wake(): void {
    for (const wake of [...this.#wakes]) wake();
  }

  retry(roomId: string, key: string): Promise<void> {
    const waiting = this.#find(roomId, key);
    if (!waiting) return Promise.resolve();
    if (waiting.delivery === 'failed') {
      waiting.delivery = 'sending';
      waiting.done = Promise.withResolvers();
      waiting.abort = new AbortController();
      // The server refused the former; and the library takes no id a second time.
      waiting.entry = { ...waiting.entry, transactionId: randomId() };
      waiting.stored = this.#kept.set(waiting.place, { place: waiting.place, entry: waiting.entry });
      this.#changed(roomId);
      void this.#run(roomId);
    }
    this.wake();
    return waiting.done.promise;
  }

  discard(roomId: string, key: string): void {
    const waiting = this.#find(roomId, key);
    if (!waiting || waiting.delivery === 'sent') return;
    waiting.abort.abort();
    this.#sender.forget(waiting.entry);
    void this.#remove(waiting);
    waiting.done.reject(new ChatFailed('aborted', 'taken back'));
    waiting.done.promise.catch(() => undefined);
  }

  /** The timeline has it now. */
  echoed(roomId: string, isThere: (state: OutgoingState) => boolean): void {
    const list = this.#rooms.get(roomId);
    if (!list?.some((one) => one.delivery === 'sent' && isThere(one))) return;
    this.#rooms.set(
      roomId,
      list.filter((one) => one.delivery !== 'sent' || !isThere(one)),
    );
  }

  close(): void {
    this.#closed = true;
    this.wake();
    for (const list of this.#rooms.values()) for (const one of list) one.abort.abort();
  }

  async #run(roomId: string): Promise<void> {
    if (this.#running.has(roomId)) return;
    this.#running.add(roomId);
    try {
      for (let next = this.#next(roomId); next && !this.#closed; next = this.#next(roomId)) await this.#deliver(next);
    } finally {
      this.#running.delete(roomId);
    }
  }

  #next(roomId: string): Waiting | undefined {
    return this.#rooms.get(roomId)?.find(({ delivery }) => delivery === 'sending');
  }

  async #deliver(waiting: Waiting): Promise<void> {
    const { roomId } = waiting.entry;
    for (let attempt = 0; !this.#closed && waiting.delivery === 'sending'; attempt++) {
      try {
        await waiting.stored; // never sent before it is kept: else a reload could say it twice
        await this.#upload(waiting);
        waiting.eventId = await this.#sender.send(waiting.entry);
        waiting.delivery = 'sent';
        await this.#kept.delete(waiting.place);
        waiting.done.resolve();
      } catch (error) {
        if (this.#isClosed()) return;
        const failure = asChatFailed(error);
        if (!this.#find(roomId, waiting.entry.key)) return; // taken back
        if (final.includes(failure.code)) {
          waiting.delivery = 'failed';
          this.#sender.forget(waiting.entry);
          waiting.done.reject(failure);
          waiting.done.promise.catch(() => undefined); // who has not asked sees it in the timeline
        } else {
          await this.#pause(failure.retryAfterMs ?? backoffMs(attempt + 1, Math.random));
        }
      }
      this.#changed(roomId);
    }
  }

  /** It may have been closed while something was waited for. */
  #isClosed(): boolean {
    return this.#closed;
  }

  async #upload(waiting: Waiting): Promise<void> {
    const { entry } = waiting;
    if (!entry.file) return;
    const progress = (ratio: number): void => {
      waiting.uploaded = ratio;
      this.#changed(entry.roomId);
    };
    const content = await this.#sender.upload(entry, entry.file, progress, waiting.abort.signal);
    const { file: _sent, ...rest } = entry;
    waiting.entry = { ...rest, content };
    delete waiting.uploaded;
    await this.#kept.set(waiting.place, { place: waiting.place, entry: waiting.entry });
  }

  async #pause(pauseMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wakes.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, pauseMs);
      this.#wakes.add(wake);
    });
  }

  #waiting(entry: Outgoing, place: string, stored: Promise<void>): Waiting {
    return { entry, place, stored, delivery: 'sending', done: Promise.withResolvers(), abort: new AbortController() };
  }

  #append(waiting: Waiting): void {
    const { roomId } = waiting.entry;
    this.#rooms.set(roomId, [...(this.#rooms.get(roomId) ?? []), waiting]);
  }

  async #remove(waiting: Waiting): Promise<void> {
    const { roomId } = waiting.entry;
    this.#rooms.set(
      roomId,
      (this.#rooms.get(roomId) ?? []).filter((one) => one !== waiting),
    );
    this.#changed(roomId);
    await this.#kept.delete(waiting.place);
  }

  #find(roomId: string, key: string): Waiting | undefined {
    return this.#rooms.get(roomId)?.find(({ entry }) => entry.key === key);
  }
}
