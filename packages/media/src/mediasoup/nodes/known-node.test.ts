import { createLogger, LocalBus, systemClock } from '@saal/foundation';
import { expect, test } from 'vitest';
import { KnownNode } from './known-node.ts';
import { nodeWire, type NodeAlive } from './subjects.ts';

const log = createLogger('silent');
const alive: NodeAlive = { node: 'node-1', wire: nodeWire, draining: false, workers: [{ index: 0, reserved: { 'server-2': 700 } }] };

function known(more: Partial<NodeAlive>): KnownNode {
  return new KnownNode({ ...alive, ...more }, { server: 'server-1', bus: new LocalBus(log), clock: systemClock, log });
}

test('a worker is reckoned with what its node says that it takes, and with what all servers promised there', () => {
  const node = known({ packetsPerWorker: 110_000 });
  node.reserve(0, 1_050);
  expect(node.workers).toEqual([{ index: 0, reservedPacketsPerSecond: 1_750, plannedPacketsPerSecond: 110_000, isOverloaded: false }]);
});

test('a node of an older version does not say what its workers take, and is reckoned with as usual', () => {
  expect(known({}).workers).toEqual([{ index: 0, reservedPacketsPerSecond: 700, isOverloaded: false }]);
});
