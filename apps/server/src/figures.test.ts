import { Metrics } from '@saal/foundation';
import type { WorkerLoad } from '@saal/media';
import { expect, test } from 'vitest';
import { figuresOf } from './figures.ts';

const meetings = { figures: () => ({ meetings: 0, participants: 0, waiting: 0, devices: 0, connections: 0 }) };
const idle: WorkerLoad = { index: 0, pid: 1, cpuRatio: 0.25, rooms: 1, transports: 4, producers: 2, consumers: 6, valveLevel: 0 };

test('each worker has its figures, own ones by number and those of media nodes by node and number', async () => {
  const metrics = new Metrics();
  const workers: WorkerLoad[] = [idle, { ...idle, node: 'bonn-1', index: 3, valveLevel: 2 }];
  figuresOf(metrics, meetings, { load: () => ({ workers }) });
  const lines = (await metrics.text()).split('\n');
  expect(lines).toContain('saal_media_workers 2');
  expect(lines).toContain('saal_media_worker_cpu_ratio{node="",worker="0"} 0.25');
  expect(lines).toContain('saal_media_worker_valve_level{node="bonn-1",worker="3"} 2');
  workers.pop();
  // A node that is gone leaves no figures behind.
  expect(await metrics.text()).not.toContain('bonn-1');
});
