import { expect, test } from 'vitest';
import { FloodGuard } from './flood-guard.ts';
import { alice, bob } from './testing/room-story.ts';

test("a flood is told when to come again, and is nobody else's trouble", () => {
  const guard = new FloodGuard();
  for (let n = 0; n < 100; n++) guard.count(alice, 0);
  expect(() => guard.count(alice, 0)).toThrow(expect.objectContaining({ code: 'limit_exceeded', details: { retry_after_ms: 100 } }));
  expect(() => guard.count(bob, 0)).not.toThrow();
  expect(() => guard.count(alice, 100)).not.toThrow();
  expect(() => guard.count(alice, 100)).toThrow();
});
