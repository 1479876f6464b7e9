import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { configExample } from './example.ts';
import { loadConfig } from './load.ts';

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'saal-config-')), 'saal.env');
  writeFileSync(file, text);
  return file;
}

test('without any setting everything has a default', () => {
  expect(loadConfig({})).toMatchObject({ SAAL_HOST: '127.0.0.1', SAAL_PORT: 8080, SAAL_ICE_TRANSPORT_POLICY: 'all', SAAL_TURN_URLS: [] });
});

test('the environment goes before the file, and an empty value means not set', () => {
  const SAAL_CONFIG = fileWith('# a comment\nSAAL_PORT=9000\nSAAL_PRODUCT_NAME="Stadtsaal"\n');
  const config = loadConfig({ SAAL_CONFIG, SAAL_PORT: '9001', SAAL_HOST: ' ' });
  expect(config).toMatchObject({ SAAL_PORT: 9001, SAAL_PRODUCT_NAME: 'Stadtsaal', SAAL_HOST: '127.0.0.1' });
});

test.each([
  [{ SAAL_PORT: 'http' }, /SAAL_PORT=http: .*\(allowed: TCP port\)/],
  [{ SAAL_PORT: '70000' }, /SAAL_PORT=70000/],
  [{ SAAL_TRUSTED_PROXIES: '10.0.0.0/33' }, /"10\.0\.0\.0\/33" is no address or network/],
  [{ SAAL_PUBLIC_URL: 'meet.example.org' }, /SAAL_PUBLIC_URL=meet\.example\.org/],
  [{ SAAL_TURN_URLS: 'https://turn.example.org' }, /addresses begin with turn: or turns:/],
  [{ SAAL_TURN_URLS: 'turn:turn.example.org' }, /SAAL_TURN_SECRET, shared with the relay, is needed/],
  [{ NATS_URL: 'http://bus.example.org' }, /must begin with nats:\/\/ or tls:\/\//],
  [{ NATS_URL: 'nats://bus.example.org' }, /SAAL_CLUSTER_SECRET, the same for all of the cluster, is needed/],
  [{ SAAL_CLUSTER_SECRET: 'short' }, /SAAL_CLUSTER_SECRET=\(hidden\): .*at least 32 characters/],
  [{ SAAL_MAIL_HOST: 'relay.example.org' }, /SAAL_MAIL_FROM and SAAL_PUBLIC_URL, which stands in letters, are needed/],
  [{ SAAL_MAIL_USER: 'saal' }, /SAAL_MAIL_USER and SAAL_MAIL_PASSWORD_FILE are only of use together/],
  [{ SAAL_MAIL_RECEIVE_PORT: '2525' }, /nothing comes back without SAAL_MAIL_HOST/],
  [{ SAAL_MAIL_ANSWERS_TO: 'saal@example.org' }, /SAAL_MAIL_RECEIVE_PORT and SAAL_MAIL_ANSWERS_TO are only of use together/],
  [{ SAAL_MAIL_ANSWERS_TO: 'gespraechsreihe@example.org' }, /up to 10 characters before the @/],
  [{ SAAL_TLS_KEY: 'key.pem' }, /set both or none/],
  [{ SAAL_MEDIA: 'nodes' }, /NATS_URL, the bus to the media nodes, is needed/],
  [{ SAAL_ICE_TRANSPORT_POLICY: 'relay' }, /nobody could connect/],
  [{ SAAL_MEDIA_FIRST_PORT: '65535', SAAL_MEDIA_WORKERS: '4' }, /do not fit below port 65536/],
  [{ SAAL_MEDIA_PACKETS_PER_WORKER: '10' }, /SAAL_MEDIA_PACKETS_PER_WORKER=10: .*1050 to 10000000/],
  [{ SAAL_LOG_LEVEL: 'loud' }, /SAAL_LOG_LEVEL=loud: .*allowed: fatal, error, warn/],
])('a wrong value stops the start with key, value and what is allowed: %o', (env, message) => {
  expect(() => loadConfig(env)).toThrow(message);
});

test('a slip in the file is found and the right name told', () => {
  expect(() => loadConfig({ SAAL_CONFIG: fileWith('SAAL_PROT=1\n') })).toThrow(/SAAL_PROT in .* is no setting; did you mean SAAL_PORT\?/);
});

test('a file that was named and is not there stops the start', () => {
  expect(() => loadConfig({ SAAL_CONFIG: '/nowhere/saal.env' })).toThrow(/cannot be read/);
});

test('a secret does not get into the message', () => {
  expect(() => loadConfig({ DATABASE_URL: 'mysql://saal:hunter2@db/saal' })).toThrow(/^((?!hunter2).)*$/);
});

test('the example in deploy/ is what `npm run config` prints', () => {
  expect(readFileSync(new URL('../../../../deploy/saal.env.example', import.meta.url), 'utf8')).toBe(`${configExample()}\n`);
});

test('the example with every line taken in is a right configuration, but for what belongs together', () => {
  const lines = configExample()
    .split('\n')
    .filter((line) => /^#[A-Z_]+=/.test(line))
    .map((line) => line.slice(1));
  expect(() => loadConfig({ SAAL_CONFIG: fileWith(lines.join('\n')) })).not.toThrow();
  expect(lines.length).toBeGreaterThan(25);
});

test.each(['bonn', 'berlin'])('the example of two data centres is a right configuration at %s', (site) => {
  const file = fileURLToPath(new URL(`../../../../deploy/two-data-centres/server-${site}.env`, import.meta.url));
  expect(loadConfig({ SAAL_CONFIG: file })).toMatchObject({ SAAL_SITE: site, SAAL_MEDIA: 'nodes' });
});
