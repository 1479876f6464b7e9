import { createServer } from 'node:net';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { lanAddress, selfSignedCertificate } from './lan.ts';
import { ServerProcess } from './testing/server-process.ts';

const servers: ServerProcess[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.clear();
});

async function prepared(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await ServerProcess.prepare(env);
  chmodSync(server.folder, 0o755);
  servers.push(server);
  return server;
}

async function running(env: Record<string, string> = {}, argv: readonly string[] = []): Promise<ServerProcess> {
  const server = await prepared(env);
  server.start(argv);
  await server.ready();
  return server;
}

function postmasterOf(server: ServerProcess): number {
  return Number(readFileSync(join(server.folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
}

async function clientConfig(server: ServerProcess): Promise<number> {
  return (await fetch(`http://127.0.0.1:${server.port}/api/client-config`)).status;
}

test('the first start prints the address and a one-time link, and SIGTERM ends everything', async () => {
  const server = await running();
  expect(server.output).toMatch(new RegExp(`http://localhost:${server.port}/setup#[A-Za-z0-9_-]{20,}`));
  expect(await clientConfig(server)).toBe(200);
  expect(postmasterOf(server)).toBeGreaterThan(0);
  expect(await server.kill('SIGTERM')).toBe(0);
  expect(existsSync(join(server.folder, 'postgres/postmaster.pid'))).toBe(false); // ended in order, not left behind
  expect(server.output).not.toMatch(/"level":[456]0/);
});

test('after kill -9 the next start takes over the database that is left', async () => {
  const server = await running();
  const postmaster = postmasterOf(server);
  await server.kill('SIGKILL');
  server.output = '';
  server.start();
  await server.ready();
  expect(server.output).toContain('"adopted":true');
  expect(postmasterOf(server)).toBe(postmaster);
});

test('when the embedded database is killed, it comes back without the server', async () => {
  const server = await running();
  process.kill(postmasterOf(server), 'SIGKILL');
  const deadline = performance.now() + 40_000;
  while (!server.output.includes('up again') && performance.now() < deadline) await delay(50);
  while ((await clientConfig(server)) !== 200 && performance.now() < deadline) await delay(50);
  expect(await clientConfig(server)).toBe(200);
});

test('a port that another program has, or a used data folder, ends the start with one line and a remedy', async () => {
  const first = await running();
  expect(await lastLineOf({ SAAL_PORT: String(first.port) })).toMatch(/^saal: port \d+ on 127\.0\.0\.1 is taken .*npm start -- --port \d+/);
  expect(await lastLineOf({ SAAL_DATA_DIR: first.folder })).toMatch(/^saal: the data folder .* is in use .*SAAL_DATA_DIR/);
});

test('a wrong setting or argument ends the start with one line and a remedy', async () => {
  expect(await lastLineOf({ SAAL_PORT: 'eighty' })).toMatch(/^saal: wrong configuration: SAAL_PORT=eighty: .*npm run config/);
  expect(await lastLineOf({}, ['--loud'])).toMatch(/^saal: Unknown option '--loud'.*--help/);
  expect(await lastLineOf({ DATABASE_URL: 'postgres://saal@127.0.0.1:1/saal' })).toMatch(
    /^saal: the database at DATABASE_URL does not let us in/,
  );
});

test("a media port that another program has ends the start with the port's name", async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = String(typeof address === 'object' && address ? address.port : 0);
  const line = await lastLineOf({ SAAL_MEDIA_FIRST_PORT: port });
  expect(line).toMatch(/^saal: the media workers did not start .*SAAL_MEDIA_FIRST_PORT/);
  expect(line).toContain(port);
  taken.close();
});

test('with certificate files it speaks HTTPS by itself', async () => {
  const server = await prepared();
  await selfSignedCertificate(server.folder, '127.0.0.1');
  const files = { SAAL_TLS_CERTIFICATE: join(server.folder, 'lan-certificate.pem'), SAAL_TLS_KEY: join(server.folder, 'lan-key.pem') };
  server.start([], files);
  await server.ready();
  const certificate = readFileSync(files.SAAL_TLS_CERTIFICATE);
  expect(await httpsStatus(`https://127.0.0.1:${server.port}/api/client-config`, certificate)).toEqual({
    status: 200,
    hsts: 'max-age=31536000',
  });
});

test.skipIf(lanAddress() === undefined)('--lan is reached by HTTPS at the address that it prints', async () => {
  const server = await running({}, ['--lan']);
  const address = lanAddress() ?? '';
  expect(server.output).toContain(`Saal runs at  https://${address}:${server.port}`);
  const certificate = readFileSync(join(server.folder, 'tls/lan-certificate.pem'));
  expect((await httpsStatus(`https://${address}:${server.port}/readyz`, certificate)).status).toBe(200);
});

/** Of a start that is refused. */
async function lastLineOf(env: Record<string, string>, argv: readonly string[] = []): Promise<string> {
  const server = await prepared(env);
  server.start(argv);
  expect(await server.ended()).toBe(1);
  return server.output.trim().split('\n').at(-1) ?? '';
}

async function httpsStatus(url: string, ca: Buffer): Promise<{ status: number | undefined; hsts: string | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; hsts: string | undefined }>();
  request(url, { ca }, (answer) => {
    answer.resume();
    resolve({ status: answer.statusCode, hsts: answer.headers['strict-transport-security'] });
  })
    .on('error', reject)
    .end();
  return promise;
}
