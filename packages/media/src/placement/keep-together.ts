import { leastReserved } from './least-reserved.ts';
import { openWorkers, type Placement, type WorkerPlace } from './placement.ts';

/**
 * At the device's site if there is room, else anywhere; there beside others of its meeting, so that few streams need a
 * pipe; else on the worker with the least reserved.
 */
export const keepTogether: Placement = {
  choose(workers, site) {
    // Far away and well is better than near and without pictures.
    const choice = openWorkers(workers);
    const near = site === undefined ? [] : choice.filter((worker) => worker.site === site);
    return together(near) ?? together(choice);
  },
};

function together(workers: readonly WorkerPlace[]): WorkerPlace | undefined {
  // Of several that carry the meeting the fuller one: the others can be left sooner.
  const carrying = workers.filter(({ carries }) => carries);
  const [first, ...others] = carrying;
  if (!first) return leastReserved.choose(workers);
  return others.reduce((best, worker) => (worker.reservedPacketsPerSecond > best.reservedPacketsPerSecond ? worker : best), first);
}
