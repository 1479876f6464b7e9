/** A condition did not become true in time. */
export class DeadlineMissed extends Error {
  constructor(what: string, waitedMs: number, last: unknown) {
    super(`not within ${waitedMs} ms: ${what}${last === undefined ? '' : `; last seen: ${describe(last)}`}`);
    this.name = 'DeadlineMissed';
  }
}

function describe(value: unknown): string {
  if (value instanceof Error) return value.message;
  try {
    const json: string | undefined = JSON.stringify(value); // undefined and functions have none
    return json === undefined ? String(value) : json.slice(0, 2_000);
  } catch {
    return String(value);
  }
}

/**
 * Waits until `probe` answers something truthy and gives that back. A probe that throws counts as "not yet".
 * @param what in words, for the failure
 * @throws {DeadlineMissed} with what was seen last
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  options: { timeoutMs?: number; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const timeoutMs = options.timeoutMs ?? 20_000;
  const startMs = performance.now();
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() - startMs > timeoutMs) throw new DeadlineMissed(what, timeoutMs, last);
    await pause(options.everyMs ?? 50);
  }
}

/** Lets time pass: only for probing, and where silence for a time is the claim. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The value below which `ratio` (0..1) of the measured values lie (nearest rank). */
export function percentile(values: readonly number[], ratio: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * ratio) - 1)] ?? Number.NaN;
}
