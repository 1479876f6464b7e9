/** Which lines of unlike height are in the page, and where they stand. Pure. */

export interface Slice {
  first: number;
  /** Behind the last. */
  end: number;
  /** Height of what is left out. */
  beforePx: number;
  afterPx: number;
}

/** @returns where each line begins, and at last where all end; a line not measured yet is taken for `guessPx` */
export function topsOf(keys: readonly string[], measured: ReadonlyMap<string, number>, guessPx: number): number[] {
  const tops = [0];
  for (const key of keys) tops.push((tops.at(-1) ?? 0) + (measured.get(key) ?? guessPx));
  return tops;
}

/** The line that covers a height. */
export function lineAt(tops: readonly number[], px: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= px) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param aroundPx drawn above and below what is in sight */
export function sliceOf(tops: readonly number[], topPx: number, heightPx: number, aroundPx: number): Slice {
  const count = tops.length - 1;
  const total = tops.at(-1) ?? 0;
  if (count === 0) return { first: 0, end: 0, beforePx: 0, afterPx: 0 };
  const first = lineAt(tops, Math.max(0, topPx - aroundPx));
  const end = Math.min(count, lineAt(tops, topPx + heightPx + aroundPx) + 1);
  return { first, end, beforePx: tops[first] ?? 0, afterPx: total - (tops[end] ?? total) };
}
