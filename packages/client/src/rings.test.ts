import { expect, test, vi } from 'vitest';
import type { IncomingCall } from './api.ts';
import { listenForRings } from './rings.ts';
import { RequestFailed } from './request-failed.ts';

const call: IncomingCall = { ringId: 'r', meetingId: 'm', roomId: '!r', video: false, callerName: 'Bob', sinceMs: 0, forMs: 45_000 };

/** Answers one after the other; then nothing comes any more. */
function scripted(...answers: (IncomingCall[] | Error)[]) {
  const asked: (string | undefined)[] = [];
  const rings = async (known: string | undefined): Promise<{ version: string; rings: IncomingCall[] }> => {
    asked.push(known);
    const answer = answers.shift();
    if (answer === undefined) return new Promise(() => undefined);
    if (answer instanceof Error) throw answer;
    return { version: `v${asked.length}`, rings: answer };
  };
  return { rings, asked };
}

test('what rings is told as it comes and goes, and asked for by what is known', async () => {
  const api = scripted([], [call], []);
  const rings = listenForRings({ api, locks: null, channel: null });
  const told: number[] = [];
  rings.subscribe(() => told.push(rings.get().length));
  await vi.waitFor(() => expect(told).toEqual([1, 0]));
  expect(api.asked).toEqual([undefined, 'v1', 'v2', 'v3']);
  rings.close();
});

test('where nobody is signed in nothing is asked again', async () => {
  const api = scripted(new RequestFailed({ code: 'not_signed_in', message: '' }));
  listenForRings({ api, locks: null, channel: null });
  await vi.waitFor(() => expect(api.asked).toHaveLength(1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(api.asked).toHaveLength(1);
});

test('a page that does not hear for itself rings by the one that does, and what is answered in one is silent in both', async () => {
  const name = `rings-${Math.random()}`;
  const channel = (): BroadcastChannel => new BroadcastChannel(name);
  const speaking = listenForRings({ api: scripted([call]), locks: null, channel });
  const waiting = { request: () => new Promise(() => undefined) } as unknown as LockManager;
  const other = listenForRings({ api: scripted(), locks: waiting, channel });
  await vi.waitFor(() => expect(other.get()).toEqual([call]));
  expect([speaking.speaks.get(), other.speaks.get()]).toEqual([true, false]);
  speaking.answered('r');
  await vi.waitFor(() => expect(other.get()).toEqual([]));
  speaking.close();
  other.close();
});
