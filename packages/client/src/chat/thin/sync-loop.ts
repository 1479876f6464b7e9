/** Asks what is new in one room, again and again: parked at the server while nothing is. */
import type { Timers } from '../../timers.ts';
import { ChatFailed } from '../chat-failed.ts';
import type { MatrixRequests } from './matrix-requests.ts';
import { api } from './matrix-requests.ts';
import { POLL, recordIn, textIn } from './room-event.ts';

const PARKED_MS = 30_000;
/** Longer than the server parks: then the connection is a dead one. */
const SILENT_MS = 45_000;
/** Who has not been let in (again) yet. */
const OUTSIDE_MS = 5_000;
const FIRST_MESSAGES = 30;

export type SyncState = 'connecting' | 'connected' | 'offline' | 'signed-out';

export interface SyncLoopOptions {
  requests: MatrixRequests;
  timers: Timers;
  backoffMs: (attempt: number) => number;
  entered: (userId: string, roomId: string) => void;
  /** The section of the room, as the specification has it. The next is asked for when this is done. @throws {ChatFailed} */
  news: (section: Record<string, unknown>) => Promise<void>;
  state: (state: SyncState) => void;
}

export class SyncLoop {
  readonly #options: SyncLoopOptions;
  readonly #gone = new AbortController();
  #wake: () => void = () => undefined;

  constructor(options: SyncLoopOptions) {
    this.#options = options;
    void this.#run();
  }

  /** There may be a network again, or an admission: asks at once. */
  hurry(): void {
    this.#wake();
  }

  close(): void {
    this.#gone.abort();
    this.#wake();
  }

  async #run(): Promise<void> {
    const { requests, state, entered, backoffMs } = this.#options;
    let roomId: string | undefined;
    let since: string | undefined;
    let failures = 0;
    while (!this.#isClosed()) {
      try {
        if (roomId === undefined) {
          const entry = await requests.enter();
          roomId = entry.roomId;
          entered(entry.userId, roomId);
        }
        since = await this.#ask(roomId, since);
        failures = 0;
        state('connected');
      } catch (error) {
        if (this.#isClosed()) return;
        const code = error instanceof ChatFailed ? error.code : 'failed';
        const isOutside = code === 'forbidden' || code === 'signed_out';
        // One lost request is not worth a word.
        if (isOutside) state('signed-out');
        else if (failures > 0) state('offline');
        const waitMs = error instanceof ChatFailed ? error.retryAfterMs : undefined;
        await this.#pause(waitMs ?? (isOutside ? OUTSIDE_MS : backoffMs(failures)));
        failures += 1;
      }
    }
  }

  #isClosed(): boolean {
    return this.#gone.signal.aborted;
  }

  async #ask(roomId: string, since: string | undefined): Promise<string | undefined> {
    const query = new URLSearchParams({ filter: filterOf(roomId), timeout: String(since === undefined ? 0 : PARKED_MS) });
    if (since !== undefined) query.set('since', since);
    const silence = new AbortController();
    const cancel = this.#options.timers.after(SILENT_MS, () => silence.abort());
    const stop = (): void => silence.abort();
    this.#gone.signal.addEventListener('abort', stop, { once: true });
    try {
      const answer = await this.#options.requests.ask('GET', `${api}/sync?${query.toString()}`, undefined, silence.signal);
      const section = recordIn(recordIn(recordIn(answer, 'rooms'), 'join'), roomId);
      if (section && !this.#gone.signal.aborted) await this.#options.news(section);
      return textIn(answer, 'next_batch') ?? since;
    } finally {
      cancel();
      this.#gone.signal.removeEventListener('abort', stop);
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.timers.after(delayMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

export const timelineTypes = ['m.room.message', POLL, 'm.reaction', 'm.room.redaction', 'm.room.power_levels', 'eu.saal.room'];

function filterOf(roomId: string): string {
  return JSON.stringify({
    room: {
      rooms: [roomId],
      timeline: { limit: FIRST_MESSAGES, types: timelineTypes },
      state: { lazy_load_members: true, types: ['m.room.member', 'm.room.power_levels', 'eu.saal.room'] },
      ephemeral: { types: ['m.receipt', 'm.typing'] },
      account_data: { types: [] },
    },
    account_data: { types: [] },
    presence: { types: [] },
  });
}
