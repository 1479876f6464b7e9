import { plannedPacketsPerSecond, type Placement } from './placement.ts';

/**
 * The worker with the least reserved, if the meeting fits there. Counts what was promised, not what is measured:
 * reported load lags behind a rush of joins by seconds and sends all of them to the same worker.
 */
export const leastReserved: Placement = {
  choose(workers, packetsPerSecond) {
    const [first, ...others] = workers;
    if (!first) return undefined;
    const least = others.reduce((best, worker) => (worker.reservedPacketsPerSecond < best.reservedPacketsPerSecond ? worker : best), first);
    return least.reservedPacketsPerSecond + packetsPerSecond <= plannedPacketsPerSecond ? least : undefined;
  },
};
