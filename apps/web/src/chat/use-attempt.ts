import { useCallback, useState } from 'react';
import { codeOf } from './failure-code.ts';

export interface Attempt {
  /** Lets something run, and keeps why it failed. */
  attempt: (running: Promise<unknown>) => void;
  /** Stable code of what failed last. */
  failure: string | undefined;
  clear: () => void;
}

/** What a press begins and nobody waits for: failures are shown, not lost. */
export function useAttempt(): Attempt {
  const [failure, setFailure] = useState<string>();
  const attempt = useCallback((running: Promise<unknown>) => {
    running.then(
      () => setFailure(undefined),
      (error: unknown) => {
        // Whoever takes something back knows it.
        const code = codeOf(error);
        setFailure(code === 'aborted' ? undefined : code);
      },
    );
  }, []);
  return { attempt, failure, clear: useCallback(() => setFailure(undefined), []) };
}
