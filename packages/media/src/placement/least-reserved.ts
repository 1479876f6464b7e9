import { openWorkers, type Placement } from './placement.ts';

/**
 * The worker with the least reserved. Counts what was promised, not what is measured: reported load lags behind a rush of
 * joins by seconds and sends all of them to the same worker.
 */
export const leastReserved: Placement = {
  choose(workers) {
    return openWorkers(workers).reduce<(typeof workers)[number] | undefined>(
      (best, worker) => (best && best.reservedPacketsPerSecond <= worker.reservedPacketsPerSecond ? best : worker),
      undefined,
    );
  },
};
