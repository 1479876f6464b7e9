import { throwawayDatabase } from '@saal/foundation/testing';
import { PersonId } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calendarsMigrations } from '../create-calendars.ts';
import type { ConnectionStore } from '../ports.ts';
import { createConnectionStore } from './connection-store.ts';

const alice = PersonId.parse('alice'.padEnd(22, '0'));
let database: Awaited<ReturnType<typeof throwawayDatabase>>;
let store: ConnectionStore;

beforeAll(async () => {
  database = await throwawayDatabase([calendarsMigrations]);
  store = createConnectionStore(database.db);
});
afterAll(() => database.close());

test('a connection that is woken while somebody looks at it is nobody else’s until then, and due again after', async () => {
  const calendar = { calendarPath: '/', calendarName: 'work', writes: true };
  await store.put({ personId: alice, server: 'city', userName: 'alice', secret: 'sealed', ...calendar }, 1_000);
  expect(await store.take(1_000, 301_000)).toMatchObject({ personId: alice });
  await store.wake(alice, 2_000);
  expect(await store.take(3_000, 303_000)).toBeUndefined();
  await store.looked(alice, { state: 'ok', written: 'all', atMs: 4_000, dueAtMs: 124_000 });
  expect(await store.take(4_000, 304_000)).toMatchObject({ personId: alice });
});

test('a connection that a server took and died with is taken by another when its time is over', async () => {
  expect(await store.take(303_999, 600_000)).toBeUndefined();
  expect(await store.take(304_000, 604_000)).toMatchObject({ personId: alice });
});
