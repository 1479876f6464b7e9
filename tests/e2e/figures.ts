import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../bench/results/e2e.json', import.meta.url);

/** Writes measured figures beside the ones of `npm run bench`: a test states a bound, the figures say how it really was. */
export function recordFigures(name: string, figures: Record<string, number | number[]>): void {
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, Array.isArray(value) ? value.map(Math.round) : Math.round(value)]),
  );
  console.info(`figures of ${name}: ${JSON.stringify(rounded)}`);
  if (process.env['SAAL_RECORD_FIGURES'] !== '1') return;
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...known(), [name]: rounded }, null, 2)}\n`);
}

function known(): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {}; // the first figures of this machine
  }
}
