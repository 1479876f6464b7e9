import { createLogger, LocalBus, LocalExchange, newId, systemClock } from '@saal/foundation';
import { MeetingId } from '@saal/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepTogether } from '../../placement/keep-together.ts';
import { NodePlaces } from './node-places.ts';
import { adoptSubject, aliveSubject, keepSubject, nodeWire, type LeftBranches, type NodeAlive } from './subjects.ts';

const log = createLogger('silent');
const secondTerm = 2;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('after all nodes were away, what is left is asked of each, also of one that is back a moment after the first', async () => {
  const exchange = new LocalExchange();
  const nodes = new LocalBus(log, exchange);
  const tell = (node: string): void => {
    const alive: NodeAlive = { node, wire: nodeWire, draining: false, workers: [{ index: 0, reserved: {} }] };
    nodes.publish(aliveSubject, alive);
  };
  const bus = new LocalBus(log, exchange);
  const places = new NodePlaces({ server: 'server-2', bus, placement: keepTogether, log, clock: systemClock });
  tell('early');
  await vi.advanceTimersByTimeAsync(200);
  tell('late');
  await vi.advanceTimersByTimeAsync(300);
  const [lastHeard] = places.living;
  await vi.advanceTimersByTimeAsync(10_000);
  expect({ lastHeard: lastHeard?.node, living: places.living }).toEqual({ lastHeard: 'early', living: [] });

  // The first is heard because it answers, before it has said anything by itself.
  const living = () => Promise.resolve({ branches: {}, taken: [] });
  nodes.serve(keepSubject('late'), living);
  nodes.serve(adoptSubject('late'), () => Promise.resolve({ branches: [] } satisfies LeftBranches));
  const left = { branch: 'where they are', worker: 0, others: [], devices: [] };
  nodes.serve(adoptSubject('early'), () => Promise.resolve({ branches: [left] } satisfies LeftBranches));
  const asked = places.left(MeetingId.parse(newId()), secondTerm);
  await vi.advanceTimersByTimeAsync(600);
  expect(places.living.map(({ node }) => node)).toEqual(['late']);
  tell('early');
  nodes.serve(keepSubject('early'), living);
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await asked).map(({ id }) => id)).toEqual(['where they are']);
  await places.close();
});
