import { expect, test } from 'vitest';
import type { UserId } from './ids.ts';
import type { Asker } from './rooms.ts';
import { ToDeviceInbox } from './to-device-inbox.ts';

const asker: Asker = { userId: '@alice:stadt.example' as UserId, deviceId: 'PHONE' };

/** What is kept for Alice's phone, and how often it was asked for or thrown away. */
function store(...streams: number[]) {
  let kept = streams;
  const done: string[] = [];
  return {
    ...{ done, add: (stream: number) => kept.push(stream), kept: () => kept },
    waiting(_asker: Asker, to: number, limit: number) {
      done.push('asked');
      const found = kept.filter((stream) => stream <= to).slice(0, limit);
      return Promise.resolve(found.map((stream) => ({ stream, event: { type: `m${stream}` } })));
    },
    received(_asker: Asker, upTo: number) {
      done.push('removed');
      kept = kept.filter((stream) => stream > upTo);
      return Promise.resolve();
    },
  };
}

test('what the device has shown to have is gone, what came after it is told', async () => {
  const kept = store(3, 5);
  const found = await new ToDeviceInbox(kept).waiting(asker, { after: 3, to: 9, nothingNew: false }, 10);
  expect(found.map(({ stream }) => stream)).toEqual([5]);
  expect(kept.kept()).toEqual([5]);
});

test('what was told and not yet shown to have arrived is told again', async () => {
  const inbox = new ToDeviceInbox(store(5));
  for (let turn = 0; turn < 2; turn++) expect(await inbox.waiting(asker, { after: 3, to: 9, nothingNew: turn > 0 }, 10)).toHaveLength(1);
});

test('where nothing waits and nothing came, nobody is asked; when something came, it is', async () => {
  const kept = store();
  const inbox = new ToDeviceInbox(kept);
  await inbox.waiting(asker, { after: 3, to: 9, nothingNew: true }, 10);
  await inbox.waiting(asker, { after: 9, to: 12, nothingNew: true }, 10);
  expect(kept.done).toEqual(['asked']);
  kept.add(14);
  expect(await inbox.waiting(asker, { after: 12, to: 14, nothingNew: false }, 10)).toHaveLength(1);
});
