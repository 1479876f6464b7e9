import type { Clock } from './clock.ts';

/**
 * Runs a task again and again, for the first time when one interval has gone by. Planned before the task begins: one that throws, or
 * takes longer than the interval, holds up none after it.
 * @param task catches what it can do nothing about
 * @returns the function that ends it, also from within the task
 */
export function every(clock: Clock, intervalMs: number, task: () => void): () => void {
  let cancel: () => void;
  const plan = (): void => {
    cancel = clock.after(intervalMs, () => {
      plan();
      task();
    });
  };
  plan();
  return () => cancel();
}
