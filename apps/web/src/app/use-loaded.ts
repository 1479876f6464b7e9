import { toWireError } from './wire-error.ts';
import type { WireError } from '@saal/protocol';
import { useCallback, useEffect, useState } from 'react';

export type Loaded<T> = { state: 'loading' } | { state: 'ready'; value: T } | { state: 'failed'; error: WireError };

/**
 * Loads something for a page; again when `load` is another function (useCallback) or on `reload`.
 * While loading again the former value stays.
 */
export function useLoaded<T>(load: () => Promise<T>): [Loaded<T>, reload: () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    load().then(
      (value) => current && setLoaded({ state: 'ready', value }),
      (error: unknown) => current && setLoaded({ state: 'failed', error: toWireError(error) }),
    );
    return () => {
      current = false;
    };
  }, [load, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return [loaded, reload];
}
