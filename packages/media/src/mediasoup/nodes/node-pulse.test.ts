import { BusNobodyThere, BusTimeout, type Bus } from '@saal/foundation';
import { beforeEach, expect, test } from 'vitest';
import { lookIntervalMs, NodePulse, type Pulsing } from './node-pulse.ts';

let nowMs: number;
let asked: number;
let answer: () => Promise<unknown>;
let node: Pulsing;
let pulse: NodePulse;

beforeEach(() => {
  nowMs = 1_000_000;
  asked = 0;
  node = { node: 'node-1', heardAtMs: nowMs };
  const bus: Pick<Bus, 'connected' | 'request'> = {
    connected: true,
    request: () => {
      asked++;
      return answer();
    },
  };
  pulse = new NodePulse({ server: 'server-1', bus, clock: { now: () => nowMs, after: () => () => undefined } });
});

async function look(times: number, everyMs = lookIntervalMs): Promise<void> {
  for (let round = 0; round < times; round++) {
    nowMs += everyMs;
    pulse.look([node]);
    await new Promise((resolve) => setImmediate(resolve)); // The answer is worked on.
  }
}

test('a node that beats is not asked', async () => {
  for (let beat = 0; beat < 10; beat++) {
    await look(2);
    node.heardAtMs = nowMs;
  }
  expect(asked).toBe(0);
});

test('where nobody is there any more it is dead within a second, well before its silence says so', async () => {
  answer = () => Promise.reject(new BusNobodyThere('keep'));
  await look(7);
  expect(node.heardAtMs).toBe(1_000_000);
  await look(2);
  expect(node.heardAtMs).toBe(-Infinity);
});

test('a node that was away from the bus for a moment lives', async () => {
  answer = () => Promise.reject(new BusNobodyThere('keep'));
  await look(7);
  node.heardAtMs = nowMs;
  await look(7);
  expect(node.heardAtMs).toBeGreaterThan(0);
});

test('who answers lives, though its beats were lost', async () => {
  answer = () => Promise.resolve({ branches: {} });
  await look(20);
  expect(nowMs - node.heardAtMs).toBeLessThan(1_000);
});

test('who hangs is asked once and not at every look, and left to the limit of silence', async () => {
  let giveUp: (error: Error) => void = () => undefined;
  answer = () => new Promise((_resolve, reject) => (giveUp = reject));
  await look(8);
  expect(asked).toBe(1);
  giveUp(new BusTimeout('keep', 1_000));
  await look(1);
  expect(node.heardAtMs).toBe(1_000_000);
});

test('time in which this process stood still is nobody’s silence', async () => {
  await look(1, 60_000);
  expect(nowMs - node.heardAtMs).toBeLessThanOrEqual(lookIntervalMs);
});
