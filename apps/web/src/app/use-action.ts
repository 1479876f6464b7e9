import { toWireError } from './wire-error.ts';
import type { WireError } from '@saal/protocol';
import { useCallback, useRef, useState } from 'react';

export interface Action<A extends unknown[]> {
  run: (...args: A) => void;
  pending: boolean;
  /** Of the last run; gone when the next begins. */
  error: WireError | undefined;
  /** The last run ended well; gone when the next begins. */
  done: boolean;
  clear: () => void;
}

/** Something a person asks for: runs once at a time, and keeps what went wrong. */
export function useAction<A extends unknown[]>(act: (...args: A) => Promise<unknown>): Action<A> {
  const [state, setState] = useState<{ pending: boolean; error?: WireError; done: boolean }>({ pending: false, done: false });
  const running = useRef(false);
  const run = (...args: A): void => {
    if (running.current) return;
    running.current = true;
    setState({ pending: true, done: false });
    act(...args)
      .then(
        () => setState({ pending: false, done: true }),
        (error: unknown) => setState({ pending: false, done: false, error: toWireError(error) }),
      )
      .finally(() => {
        running.current = false;
      });
  };
  const clear = useCallback(() => setState({ pending: false, done: false }), []);
  return { run, pending: state.pending, error: state.error, done: state.done, clear };
}
