import { RequestFailed, type Api, type ClientConfig, type Me, type Model } from '@saal/client';
import type { WireError } from '@saal/protocol';

export type ViewerState =
  | { state: 'loading' }
  | { state: 'unreachable'; error: WireError }
  /** `me` is undefined for guests. */
  | { state: 'ready'; me: Me | undefined; config: ClientConfig };

/** Who looks at the page, and what the operator configured. Asked once; screens change it after signing in or out. */
export interface Viewer extends Model<ViewerState> {
  load(): Promise<void>;
  signedIn(me: Me): void;
  signedOut(): void;
}

export function createViewer(api: Pick<Api, 'me' | 'clientConfig'>): Viewer {
  let value: ViewerState = { state: 'loading' };
  const listeners = new Set<() => void>();
  const set = (next: ViewerState): void => {
    value = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => value,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async () => {
      try {
        const [me, config] = await Promise.all([api.me(), api.clientConfig()]);
        set({ state: 'ready', me, config });
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        set({ state: 'unreachable', error: error.error });
      }
    },
    signedIn: (me) => {
      if (value.state === 'ready') set({ ...value, me, config: { ...value.config, setupNeeded: false } });
    },
    signedOut: () => {
      if (value.state === 'ready') set({ ...value, me: undefined });
    },
  };
}
