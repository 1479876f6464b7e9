/** What is said to screen readers: each sentence once, polite ones in turn, assertive ones at once (X04). */
import type { Model } from '@saal/client';
import { batchMs, summarise, type Coming, type Told } from './batch.ts';

export type Spoken = { polite: string; assertive: string };

export interface Announcer extends Model<Spoken> {
  say(text: string, urgency?: 'polite' | 'assertive'): void;
  /** Somebody came or went; told in batches. */
  came(comings: readonly Coming[]): void;
  close(): void;
}

type Options = {
  peopleNow: () => number;
  wanted: () => boolean;
  words: (told: Told) => string;
  /** For tests; default: the window's timers. */
  after?: (ms: number, run: () => void) => () => void;
};

function windowTimer(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** A live region repeats nothing that did not change: the same sentence twice needs a pause between. */
const clearMs = 1_500;

export function createAnnouncer({ peopleNow, wanted, words, after = windowTimer }: Options): Announcer {
  let spoken: Spoken = { polite: '', assertive: '' };
  const listeners = new Set<() => void>();
  const queue: string[] = [];
  let batch: Coming[] = [];
  const cancel: Record<'batch' | 'polite' | 'assertive', (() => void) | undefined> = {
    batch: undefined,
    polite: undefined,
    assertive: undefined,
  };

  const set = (next: Partial<Spoken>) => {
    spoken = { ...spoken, ...next };
    listeners.forEach((listener) => listener());
  };
  const nextPolite = () => {
    cancel.polite = undefined;
    const text = queue.shift();
    set({ polite: text ?? '' });
    if (text !== undefined) cancel.polite = after(clearMs, nextPolite);
  };
  const tellBatch = () => {
    cancel.batch = undefined;
    const told = summarise(batch, peopleNow());
    batch = [];
    if (wanted()) told.forEach((one) => announcer.say(words(one)));
  };

  const announcer: Announcer = {
    get: () => spoken,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    say(text, urgency = 'polite') {
      if (urgency === 'assertive') {
        cancel.assertive?.();
        set({ assertive: text });
        cancel.assertive = after(clearMs, () => set({ assertive: '' }));
        return;
      }
      queue.push(text);
      if (!cancel.polite) nextPolite();
    },
    came(comings) {
      if (comings.length === 0) return;
      batch.push(...comings);
      cancel.batch ??= after(batchMs, tellBatch);
    },
    close() {
      Object.values(cancel).forEach((stop) => stop?.());
      listeners.clear();
    },
  };
  return announcer;
}
