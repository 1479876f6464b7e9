import { RequestFailed, type Me } from '@saal/client';
import type { PersonId } from '@saal/protocol';
import { expect, test, vi } from 'vitest';
import { createViewer } from './viewer.ts';

const me: Me = {
  id: 'alice-0001' as PersonId,
  email: 'alice@example.org',
  displayName: 'Alice',
  role: 'person',
  language: 'de',
  rights: [],
  theme: 'system',
};
const config = { productName: 'Saal', setupNeeded: false };

test('a guest is somebody without an account, not an error', async () => {
  const viewer = createViewer({ me: async () => undefined, clientConfig: async () => config });
  await viewer.load();
  expect(viewer.get()).toEqual({ state: 'ready', me: undefined, config });
});

test('an unreachable server is told, and asking again mends it', async () => {
  const answer = vi
    .fn<() => Promise<Me>>()
    .mockRejectedValueOnce(new RequestFailed({ code: 'not_ready', message: 'away' }))
    .mockResolvedValue(me);
  const viewer = createViewer({ me: answer, clientConfig: async () => config });
  await viewer.load();
  expect(viewer.get()).toMatchObject({ state: 'unreachable', error: { code: 'not_ready' } });
  await viewer.load();
  expect(viewer.get()).toMatchObject({ state: 'ready', me: { displayName: 'Alice' } });
});

test('signing in and out is seen by all who look', async () => {
  const viewer = createViewer({ me: async () => undefined, clientConfig: async () => ({ ...config, setupNeeded: true }) });
  await viewer.load();
  const seen = vi.fn();
  viewer.subscribe(seen);
  viewer.signedIn(me);
  expect(viewer.get()).toMatchObject({ me: { displayName: 'Alice' }, config: { setupNeeded: false } });
  viewer.signedOut();
  expect(viewer.get()).toMatchObject({ me: undefined });
  expect(seen).toHaveBeenCalledTimes(2);
});
