/** Sums over measured values. */

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param share 0..1; nearest rank */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))];
  if (value === undefined) throw new Error('no value was measured');
  return value;
}

/** One line of the table that is printed. */
export interface Row {
  what: string;
  measured: string;
  bar: string;
  met: boolean;
}

export interface Result {
  rows: Row[];
  /** Everything measured, for the file. */
  raw: Record<string, unknown>;
}

export function table(rows: readonly Row[]): string {
  return [
    '| what | measured | bar | |',
    '| --- | --- | --- | --- |',
    ...rows.map(({ what, measured, bar, met }) => `| ${what} | ${measured} | ${bar} | ${met ? 'met' : 'MISSED'} |`),
  ].join('\n');
}
