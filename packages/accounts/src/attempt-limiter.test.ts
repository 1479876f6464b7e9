import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AttemptLimiter, pour, signInLimits, type Limit } from './attempt-limiter.ts';
import { WrongCredentials } from './errors.ts';

const limit: Limit = { key: 'k', burst: 3, drainMs: 1_000 };

function attempts(times: number[]): boolean[] {
  let emptyAtMs = 0;
  return times.map((atMs) => {
    const poured = pour(limit, emptyAtMs, atMs);
    if ('emptyAtMs' in poured) emptyAtMs = poured.emptyAtMs;
    return 'emptyAtMs' in poured;
  });
}

test('a burst is taken, then one attempt each drain time', () => {
  expect(attempts([10_000, 10_000, 10_000, 10_000, 10_999, 11_000, 11_001, 12_000])).toEqual([
    true,
    true,
    true,
    false,
    false,
    true,
    false,
    true,
  ]);
});

test('after a pause the whole burst is there again, and no more', () => {
  expect(attempts([0, 0, 0, 9_000, 9_000, 9_000, 9_000])).toEqual([true, true, true, true, true, true, false]);
});

test('a refusal says when to come back, and coming back then works', () => {
  const refused = pour(limit, 13_000, 10_000);
  expect(refused).toEqual({ retryAfterMs: 1_000 });
  expect(pour(limit, 13_000, 11_000)).toHaveProperty('emptyAtMs');
});

test('refused attempts do not prolong the wait, whatever a stranger does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 200 }), (times) => {
      const sorted = [...times].sort((a, b) => a - b);
      const taken = attempts([...sorted, 61_000]);
      return taken.at(-1) === true; // the latest refusal is at most one drain time old
    }),
  );
});

test('never more than burst plus drained units are taken in any stretch', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 }), (times) => {
      const sorted = [...times].sort((a, b) => a - b);
      const taken = sorted.filter((_, index) => attempts(sorted.slice(0, index + 1))[index]);
      return taken.length <= limit.burst + Math.floor(((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / limit.drainMs);
    }),
    { numRuns: 30 },
  );
});

test('only wrong guesses stay poured', async () => {
  const calls: string[] = [];
  const limiter = new AttemptLimiter({
    pour: () => Promise.resolve(void calls.push('pour')),
    pourBack: () => Promise.resolve(void calls.push('back')),
  });
  await limiter.run([limit], () => Promise.resolve(1));
  await expect(limiter.run([limit], () => Promise.reject(new Error('database away')))).rejects.toThrow('database away');
  await expect(limiter.run([limit], () => Promise.reject(new WrongCredentials()))).rejects.toThrow(WrongCredentials);
  expect(calls).toEqual(['pour', 'back', 'pour', 'back', 'pour']);
});

test('nothing is tried when a bucket overflows', async () => {
  let tried = false;
  const limiter = new AttemptLimiter({
    pour: () => Promise.resolve({ retryAfterMs: 700 }),
    pourBack: () => Promise.reject(new Error('unused')),
  });
  const run = limiter.run([limit], () => Promise.resolve((tried = true)));
  await expect(run).rejects.toMatchObject({ code: 'rate_limited', details: { retryAfterMs: 700 } });
  expect(tried).toBe(false);
});

test('a browser known to the account shares no bucket with strangers', () => {
  const strangers = signInLimits({ email: 'alice@example.org', sender: '192.0.2.1', knownBrowser: undefined }).map(({ key }) => key);
  const known = signInLimits({ email: 'alice@example.org', sender: '192.0.2.1', knownBrowser: 'b' }).map(({ key }) => key);
  expect(strangers.filter((key) => known.includes(key))).toEqual([]);
});
