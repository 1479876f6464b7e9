import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Used as long as nothing has been measured: a first measurement with room to the bad side. */
export const assumedPacketsPerSecondPerCore = 55_000;

const Results = z.object({
  machine: z.object({ processor: z.string(), when: z.string(), load: z.array(z.number()).optional() }),
  results: z.object({ 'application-tax': z.object({ raw: z.object({ packetsPerCore: z.number().positive() }) }) }),
});

export interface PacketsPerCore {
  packetsPerSecond: number;
  /** In words, for whoever reads the figure. */
  source: string;
}

/** What the newest result of `npm run bench -- application-tax` in the folder says, or the assumption. */
export function measuredPacketsPerCore(folder: string): PacketsPerCore {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d{4}-.*\.json$/.test(name)) : [];
  for (const name of files.sort().reverse()) {
    // Files of runs without that row are passed over.
    const read = Results.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
    if (!read.success) continue;
    const { machine, results } = read.data;
    const load = machine.load?.[0] === undefined ? '' : `, load average ${machine.load[0].toFixed(1)} before`;
    return {
      packetsPerSecond: results['application-tax'].raw.packetsPerCore,
      source: `measured: bench/results/${name}, application-tax, Saal (${machine.processor}${load})`,
    };
  }
  return {
    packetsPerSecond: assumedPacketsPerSecondPerCore,
    source: 'assumed: nothing measured on this machine yet (npm run bench -- application-tax)',
  };
}
