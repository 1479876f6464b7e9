import { expect, test } from 'vitest';
import { BoundedQueue } from './bounded-queue.ts';

function gate(): { promise: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { promise, open: () => resolve(undefined) };
}

test('only so many run at once, the others in the order asked', async () => {
  const queue = new BoundedQueue({ atOnce: 2, maxWaiting: 10, retryAfterMs: 1 });
  const gates = Array.from({ length: 5 }, gate);
  const begun: number[] = [];
  const runs = gates.map(({ promise }, index) =>
    queue.run(async () => {
      begun.push(index);
      await promise;
      return index;
    }),
  );
  expect(begun).toEqual([0, 1]);
  gates[1]?.open();
  await runs[1];
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  for (const { open } of gates) open();
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3, 4]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('who finds the queue full is refused at once and told when to come back', async () => {
  const queue = new BoundedQueue({ atOnce: 1, maxWaiting: 1, retryAfterMs: 700 });
  const { promise, open } = gate();
  const runs = [queue.run(() => promise), queue.run(() => promise)];
  await expect(queue.run(() => promise)).rejects.toMatchObject({ code: 'rate_limited', details: { retryAfterMs: 700 } });
  open();
  await Promise.all(runs);
  await queue.run(() => Promise.resolve());
});

test('a task that fails gives its place to the next', async () => {
  const queue = new BoundedQueue({ atOnce: 1, maxWaiting: 5, retryAfterMs: 1 });
  const failing = queue.run(() => Promise.reject(new Error('no')));
  const next = queue.run(() => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
