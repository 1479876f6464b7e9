import { DeviceId, MeetingId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { NodeBranch } from './node-branch.ts';
import type { TellItem } from './subjects.ts';

test('what happens in one turn is told in order and together, in messages that the bus carries', async () => {
  const told: { seq: number; items: TellItem[] }[] = [];
  const branch = new NodeBranch({
    ...{ meetingId: MeetingId.parse('meeting-of-alice'), server: 'server-1', term: 1, nowMs: 0, ended: () => undefined },
    tell: (seq, items) => told.push({ seq, items }),
  });
  const deviceId = DeviceId.parse('device-of-alice');
  const consumerIds = Array.from({ length: 500 }, (_, index) => `${index}-${'x'.repeat(5_000)}`);
  for (const consumerId of consumerIds) branch.event(deviceId, { type: 'media.consumer-removed', data: { consumerId } });
  branch.streams(deviceId, []);
  expect(told).toEqual([]);
  await Promise.resolve();
  expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
  expect(branch.seq).toBe(told.length);
  for (const { items } of told) expect(JSON.stringify(items).length).toBeLessThan(130_000);
  const items = told.flatMap((message) => message.items);
  expect(items.flatMap((item) => (item.kind === 'event' && 'consumerId' in item.event.data ? item.event.data.consumerId : []))).toEqual(
    consumerIds,
  );
  expect(items.at(-1)?.kind).toBe('streams');
});
