import { DeviceId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { LayerDemand } from './layer-demand.ts';

const [alice, bob] = [DeviceId.parse('alice-device'), DeviceId.parse('bob-device-1')];

function newDemand() {
  const told: number[] = [];
  let timer: (() => void) | undefined;
  const clock = {
    now: () => 0,
    after: (_delayMs: number, task: () => void) => {
      timer = task;
      return () => void (timer = undefined);
    },
  };
  const demand = new LayerDemand(clock, (max) => told.push(max));
  return { demand, told, secondPasses: () => timer?.() };
}

test('a sender whom nobody watches is told so after a second, and of the first watcher at once', () => {
  const { demand, told, secondPasses } = newDemand();
  expect(told).toEqual([]);
  secondPasses();
  expect(told).toEqual([-1]);
  demand.want(alice, 1);
  expect(told).toEqual([-1, 1]);
});

test('the highest watcher decides; going down waits, going up again meanwhile says nothing', () => {
  const { demand, told, secondPasses } = newDemand();
  demand.want(alice, 2);
  demand.want(bob, 1);
  demand.want(alice, 0);
  demand.want(alice, 2);
  secondPasses();
  expect(told).toEqual([2]);
  demand.want(alice, undefined);
  secondPasses();
  expect(told).toEqual([2, 1]);
  demand.repeat();
  expect(told).toEqual([2, 1, 1]);
});
