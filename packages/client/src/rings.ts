/** What rings for the person of these pages, heard by one page of the browser for all: a waiting request each would use up its connections. */
import type { Api, IncomingCall } from './api.ts';
import { backoffMs } from './backoff.ts';
import type { Model } from './model.ts';
import { RequestFailed } from './request-failed.ts';
import { ValueModel } from './value-model.ts';

const WAIT_MS = 50_000;
const CHANNEL = 'saal.rings';

export interface RingsOptions {
  api: Pick<Api, 'rings'>;
  /** Default: the browser's. Null where it has none: then this page hears for itself. */
  locks?: LockManager | null;
  channel?: (() => BroadcastChannel) | null;
}

export interface Rings extends Model<readonly IncomingCall[]> {
  /** Of several pages this is the one that hears, and so makes the sound. */
  readonly speaks: Model<boolean>;
  /** One answered here: the bell of this browser stops before the server says so. */
  answered(ringId: string): void;
  close(): void;
}

/** Begins to listen; nobody who is not signed in has something to hear. */
export function listenForRings({
  api,
  locks = typeof navigator === 'undefined' ? null : navigator.locks,
  channel: open = typeof BroadcastChannel === 'undefined' ? null : () => new BroadcastChannel(CHANNEL),
}: RingsOptions): Rings {
  const rings = new ValueModel<readonly IncomingCall[]>([]);
  const speaks = new ValueModel(false);
  const end = new AbortController();
  const isOver = (): boolean => end.signal.aborted;
  const channel = open?.();
  const set = (next: readonly IncomingCall[]): void => {
    if (next.length !== 0 || rings.get().length !== 0) rings.set(next);
  };
  if (channel)
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === 'hello') {
        if (speaks.get()) channel.postMessage(rings.get());
      } else if (!speaks.get() && Array.isArray(data)) set(data as IncomingCall[]);
    };

  const hear = async (): Promise<void> => {
    speaks.set(true);
    let known: string | undefined;
    let failures = 0;
    while (!isOver()) {
      try {
        const told = await api.rings(known, known === undefined ? 0 : WAIT_MS, end.signal);
        failures = 0;
        known = told.version;
        set(told.rings);
        channel?.postMessage(told.rings);
      } catch (error) {
        if (isOver()) return;
        // Nobody is signed in, or there are no calls here: nothing will ring.
        if (error instanceof RequestFailed && (error.code === 'not_signed_in' || error.status === 404)) return;
        await pause(backoffMs(failures++, Math.random), end.signal);
      }
    }
  };
  if (locks)
    locks.request(CHANNEL, { signal: end.signal }, hear).catch(() => undefined); // Only its own end refuses it.
  else void hear();
  channel?.postMessage('hello');
  return {
    get: () => rings.get(),
    subscribe: (listener) => rings.subscribe(listener),
    speaks,
    answered: (ringId) => {
      rings.set(rings.get().filter((ring) => ring.ringId !== ringId));
      channel?.postMessage(rings.get());
    },
    close() {
      end.abort();
      channel?.close();
      set([]);
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
