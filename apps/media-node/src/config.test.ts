import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { configExample, loadConfig } from './config.ts';

const needed = { NATS_URL: 'nats://bus.example.org', SAAL_CLUSTER_SECRET: 's'.repeat(32), SAAL_PIPE_IP: '10.0.0.1' };

test('with what is needed all else has a default', () => {
  const config = loadConfig({ ...needed, SAAL_SITE: ' ' });
  expect(config).toMatchObject({ SAAL_MEDIA_FIRST_PORT: 40_000, SAAL_PIPE_LAST_PORT: 59_999, SAAL_MEDIA_PACKETS_PER_WORKER: 55_000 });
  expect(config.SAAL_SITE).toBeUndefined();
});

test.each([
  [{}, /NATS_URL.*SAAL_CLUSTER_SECRET.*SAAL_PIPE_IP/],
  [{ ...needed, SAAL_PIPE_IP: 'node.example.org' }, /SAAL_PIPE_IP: must be an IP address/],
  [{ ...needed, SAAL_PIPE_FIRST_PORT: '60001' }, /lies above/],
  [{ ...needed, SAAL_MEDIA_PACKETS_PER_WORKER: '10' }, /SAAL_MEDIA_PACKETS_PER_WORKER/],
  [{ ...needed, SAAL_MEDIA_FIRST_PORT: '65535', SAAL_MEDIA_WORKERS: '4' }, /do not fit/],
])('a wrong value stops the start: %o', (env, message) => {
  expect(() => loadConfig(env)).toThrow(message);
});

test('a secret does not get into the message', () => {
  expect(() => loadConfig({ ...needed, SAAL_CLUSTER_SECRET: 'hunter2' })).toThrow(/^((?!hunter2).)*$/);
});

test('the example in deploy/ is what print-config.ts prints', () => {
  expect(readFileSync(new URL('../../../deploy/media-node.env.example', import.meta.url), 'utf8')).toBe(`${configExample()}\n`);
});

test.each(['bonn', 'berlin'])('the example of two data centres is a right configuration at %s', (site) => {
  const file = readFileSync(new URL(`../../../deploy/two-data-centres/node-${site}.env`, import.meta.url), 'utf8');
  expect(loadConfig(parseEnv(file))).toMatchObject({ SAAL_SITE: site });
});
