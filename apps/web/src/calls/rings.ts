/** The one bell of this page. It begins when a page of somebody signed in has settled, so that it delays none. */
import { listenForRings, ValueModel, type Api, type IncomingCall, type Model, type Rings } from '@saal/client';
import { createContext, use } from 'react';

const SETTLED_AFTER_MS = 3_000;

export interface Bell extends Model<readonly IncomingCall[]> {
  readonly speaks: Model<boolean>;
  /** Does nothing where it listens for this person already. */
  listen(api: Pick<Api, 'rings'>, personId: string): void;
  answered(ringId: string): void;
  /** The person has signed out. */
  close(): void;
}

export function createBell(listenFor: typeof listenForRings, settledAfterMs = SETTLED_AFTER_MS): Bell {
  const calls = new ValueModel<readonly IncomingCall[]>([]);
  const speaks = new ValueModel(false);
  let of: { personId: string; rings?: Rings; timer: ReturnType<typeof setTimeout> } | undefined;
  const close = (): void => {
    if (of) clearTimeout(of.timer);
    of?.rings?.close();
    of = undefined;
    calls.set([]);
  };
  return {
    get: () => calls.get(),
    subscribe: (listener) => calls.subscribe(listener),
    speaks,
    answered: (ringId) => of?.rings?.answered(ringId),
    close,
    listen(api, personId) {
      if (of?.personId === personId) return;
      close();
      const timer = setTimeout(() => {
        const rings = listenFor({ api });
        of = { personId, timer, rings };
        rings.subscribe(() => calls.set(rings.get()));
        rings.speaks.subscribe(() => speaks.set(rings.speaks.get()));
        speaks.set(rings.speaks.get());
      }, settledAfterMs);
      of = { personId, timer };
    },
  };
}

export const BellContext = createContext<Bell>(createBell(listenForRings));

export const useBell = (): Bell => use(BellContext);
