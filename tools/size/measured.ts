import { ownRuns, publishedFile, readResults, resultsFolder, type Results } from '../../bench/results.ts';
import { z } from 'zod';

/** Used as long as nothing has been measured: a first measurement with room to the bad side. */
export const assumedPacketsPerSecondPerCore = 55_000;

const Rate = z.object({ packetsPerCore: z.number().positive(), ofIdeal: z.number() });
const Slices = z.object({ meetings: Rate, audience: Rate });

/** A slice that received less than that was measured on a machine that did something else: it says nothing. */
const wholeRatio = 0.9;

export interface PacketsPerCore {
  packetsPerSecond: number;
  /** In words, for whoever reads the figure. */
  source: string;
}

/** Packets a second and core for each kind of load: packets of meetings and of events differ in size and in how many go together. */
export interface MeasuredRates {
  meetings: PacketsPerCore;
  event: PacketsPerCore;
}

/** What the row `slices` says: the newest of this machine's own runs that has it, else what is published, else the assumption. */
export function measuredRates(folder = resultsFolder, published = publishedFile): MeasuredRates {
  const own = ownRuns(folder).map(({ name, results }) => ({ name, results }));
  const kept = readResults(published);
  for (const { name, results } of [...own, ...(kept ? [{ name: 'published.json', results: kept }] : [])]) {
    const rates = ratesIn(results, name);
    if (rates) return rates;
  }
  const assumed = {
    packetsPerSecond: assumedPacketsPerSecondPerCore,
    source: 'assumed: nothing is measured yet (npm run bench -- slices)',
  };
  return { meetings: assumed, event: assumed };
}

function ratesIn({ machine, results }: Results, name: string): MeasuredRates | undefined {
  const row = results['slices'];
  const read = Slices.safeParse(row?.raw);
  if (!row || !read.success || Object.values(read.data).some(({ ofIdeal }) => ofIdeal < wholeRatio)) return undefined;
  const source = `measured: bench/results/${name}, slices (${machine.processor}, others took ${Math.round(row.othersRatio * 100)} %)`;
  const { meetings, audience } = read.data;
  return {
    meetings: { packetsPerSecond: meetings.packetsPerCore, source },
    event: { packetsPerSecond: audience.packetsPerCore, source },
  };
}
