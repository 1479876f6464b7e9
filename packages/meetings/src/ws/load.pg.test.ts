import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';
import { until } from '../testing/test-client.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test('fifty people join one meeting within five seconds and all see the same roster', async () => {
  const { id } = await house.meetingOf('Alice', { lobbyBypass: 'everyone' });
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  const others = await Promise.all(Array.from({ length: 49 }, (_, index) => house.connect(`guest=guest-${index}`)));
  const startMs = performance.now();
  const tookMs: number[] = [];
  await Promise.all(
    others.map(async (client, index) => {
      const joinMs = performance.now();
      expect((await client.join(id, { name: `Guest ${index}` })).state).toBe('joined');
      tookMs.push(performance.now() - joinMs);
    }),
  );
  expect(performance.now() - startMs).toBeLessThan(5_000);
  await until('all to see all', () => [alice, ...others].every((one) => one.names.length === 50));
  for (const one of others) expect(new Set(one.view.participants)).toEqual(new Set(alice.view.participants));
  const p95 = [...tookMs].sort((a, b) => a - b)[Math.floor(tookMs.length * 0.95)] ?? 0;
  // Told, not judged: the bar of 500 ms is measured by the benchmark on a quiet machine.
  process.stdout.write(`join p95 ${Math.round(p95)} ms\n`);
});
