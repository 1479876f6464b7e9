import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Placement } from '../placement/placement.ts';
import { openTestRoom, testPool, TestDevice } from './test-service.ts';
import type { WorkerPool } from './worker-pool.ts';

let turns = 0;
/** One here, the next one there. */
const apart: Placement = { choose: (workers) => workers[turns++ % workers.length] };

let pool: WorkerPool;
beforeAll(async () => {
  pool = await testPool(30, 2, undefined, apart);
});
afterAll(() => pool.close());

const meetings = process.env['SAAL_LONG'] === '1' ? 1_000 : 200;
test(`${meetings} meetings of two branches leave nothing behind`, { timeout: 600_000 }, async () => {
  const staying = await openTestRoom(pool, 'meeting-that-stays');
  const count = () =>
    pool.load().workers.map(({ rooms, transports, producers, consumers }) => ({ rooms, transports, producers, consumers }));
  const [before, promised] = [count(), pool.reservedPacketsPerSecond];
  let warmKb: number[] = [];
  for (let batch = 0; batch < meetings / 10; batch++) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => oneMeeting(`meeting-${batch}-${index}-of-many`)));
    if (batch === 3) warmKb = await residentKb();
  }
  expect(count()).toEqual(before);
  expect(pool.reservedPacketsPerSecond).toEqual(promised);
  const routers = await Promise.all(pool.living.map(({ worker }) => worker.dump()));
  expect(routers.flatMap(({ routerIds }) => routerIds)).toHaveLength(1);
  const grownKb = (await residentKb()).map((kb, index) => kb - (warmKb[index] ?? 0));
  // A leak of one router a meeting alone would be some 20 kB each.
  for (const kb of grownKb) expect(kb).toBeLessThan(8_000 + meetings * 4);
  await staying.room.close();
});

async function residentKb(): Promise<number[]> {
  return Promise.all(pool.living.map(async ({ worker }) => (await worker.getResourceUsage()).ru_maxrss));
}

/** Two people on two workers hear and see each other, and go. */
async function oneMeeting(name: string): Promise<void> {
  const { room } = await openTestRoom(pool, name);
  const people = await Promise.all(['alice', 'bob', 'carol', 'dora'].map((person) => new TestDevice(room, person).enter()));
  for (const person of people) await person.setUp();
  const [first] = people;
  const other = people.find(({ branch }) => branch !== first?.branch);
  if (!first || !other) throw new Error('two branches');
  await first.produceMicrophone();
  const producerId = await other.produceCamera();
  await first.peer.handle('media.watch', { tiles: [{ producerId, widthPx: 640, heightPx: 360, priority: 1 }] });
  await other.next('media.consumer-added');
  await first.next('media.consumer-added');
  await room.close();
}
