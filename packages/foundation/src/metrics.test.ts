import { expect, test } from 'vitest';
import { Metrics } from './metrics.ts';

test('figures read, counted and observed come out in the form of Prometheus', async () => {
  const metrics = new Metrics();
  let rooms = [{ labels: { worker: '0' }, value: 3 }];
  metrics.gauge('rooms', 'Rooms on a worker', ['worker'], () => rooms);
  metrics.count('joins', 'Joins', { outcome: 'ok' });
  metrics.count('joins', 'Joins', { outcome: 'ok' });
  for (const seconds of [0.02, 0.3]) metrics.observe('join_seconds', 'Time to join', [0.1, 1], seconds);

  const text = await metrics.text();
  expect(text).toContain('saal_rooms{worker="0"} 3');
  expect(text).toContain('saal_joins{outcome="ok"} 2');
  expect(text).toContain('saal_join_seconds_bucket{le="0.1"} 1');
  expect(text).toContain('saal_join_seconds_count 2');

  rooms = [];
  expect(await metrics.text()).not.toContain('saal_rooms{');
});
