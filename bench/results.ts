/** What was measured, kept: one file a run beside this folder's code, and one for everybody (`published.json`). */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const RowShape = z.object({ what: z.string(), measured: z.string(), bar: z.string(), met: z.boolean() });
const Machine = z.object({
  processor: z.string(),
  cores: z.number(),
  memoryMiB: z.number(),
  kernel: z.string(),
  node: z.string(),
  mediasoup: z.string(),
  /** Undefined where none is installed. */
  janus: z.string().optional(),
});
export type Machine = z.infer<typeof Machine>;

const Measured = z.object({
  /** ISO 8601. */
  when: z.string(),
  tookS: z.number(),
  /** Share of the machine that others took in the seconds before and after; 0..1. Above a tenth the figures are rough. */
  othersRatio: z.number(),
  rows: z.array(RowShape),
  /** What it was measured on; undefined: what the whole run says. */
  machine: Machine.optional(),
  /** Everything measured; each row has its own shape. */
  raw: z.record(z.string(), z.unknown()),
});
export type Measured = z.infer<typeof Measured>;

/** One run, or what is published: by the name of the row. */
export const Results = z.object({ machine: Machine, results: z.record(z.string(), Measured) });
export type Results = z.infer<typeof Results>;

export const resultsFolder = new URL('results/', import.meta.url).pathname;
export const publishedFile = join(resultsFolder, 'published.json');

/** @returns undefined when it does not exist or is of an older shape */
export function readResults(file: string): Results | undefined {
  if (!existsSync(file)) return undefined;
  const read = Results.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return read.success ? read.data : undefined;
}

/** Of this machine's own runs, newest first. */
export function ownRuns(folder = resultsFolder): { name: string; results: Results }[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d{4}-.*\.json$/.test(name)) : [];
  return files
    .sort()
    .reverse()
    .flatMap((name) => {
      const results = readResults(join(folder, name));
      return results ? [{ name, results }] : [];
    });
}

/** Whole, so that a run that is broken off leaves what it has measured. */
export function writeResults(file: string, results: Results): void {
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, rounded, 1)}\n`);
}

/** More digits than these nobody measured. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
