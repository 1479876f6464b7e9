import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { webhookPoster } from './post-webhook.ts';

let server: Server;
let port: number;
let connections = 0;
const got: { path: string; body: string; headers: NodeJS.Dict<string | string[]> }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString(), headers: request.headers });
      if (request.url === '/moved') response.writeHead(307, { location: '/taken' }).end();
      else if (request.url === '/large') response.writeHead(200).end('x'.repeat(50_000_000));
      else if (request.url === '/taken') response.writeHead(204).end();
      // '/silent' is never answered.
    });
  });
  server.on('connection', () => connections++);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.closeAllConnections());
beforeEach(() => {
  connections = 0;
  got.length = 0;
});

const isLocal = (address: string): boolean => address === '127.0.0.1';
const names: Record<string, string[]> = {
  'talents.example': ['127.0.0.1'],
  'both.example': ['127.0.0.1', '10.0.0.1'],
  'inside.example': ['10.0.0.1'],
};
const resolve = async (host: string): Promise<string[]> => names[host] ?? [];
const post = webhookPoster(isLocal, { resolve, timeoutMs: 1_000 });
const at = (path: string, host = 'talents.example'): string => `http://${host}:${port}${path}`;

test('what is sent arrives as it is, and what came of it is the status', async () => {
  expect(await post(at('/taken'), { 'webhook-id': 'one' }, '{"type":"meeting.started"}')).toBe(204);
  expect(got).toMatchObject([{ path: '/taken', body: '{"type":"meeting.started"}', headers: { 'webhook-id': 'one' } }]);
});

test('a redirect is an outcome and is not followed', async () => {
  expect(await post(at('/moved'), {}, '{}')).toBe(307);
  expect(got.map(({ path }) => path)).toEqual(['/moved']);
});

test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', 'inside.example', 'both.example', '169.254.169.254'])(
  'nothing of the house is connected to by %s, unless an operator lists it (C09)',
  async (host) => {
    const strict = webhookPoster(() => false, { resolve, timeoutMs: 1_000 });
    expect(await strict(at('/taken', host), {}, '{}')).toBe('not-allowed');
    expect(connections).toBe(0);
  },
);

test('a name is resolved once: what it leads to later does not matter', async () => {
  let asked = 0;
  const rebound = webhookPoster(isLocal, { resolve: async () => (asked++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']), timeoutMs: 1_000 });
  expect(await rebound(at('/taken'), {}, '{}')).toBe(204);
  expect(asked).toBe(1);
});

test('who does not answer is left alone, who answers too much is cut off, and who is not there is named so', async () => {
  expect(await post(at('/silent'), {}, '{}')).toBe('timeout');
  expect(await post(at('/large'), {}, '{}')).toBe(200);
  expect(await post('http://talents.example:1/', {}, '{}')).toBe('unreachable');
  expect(await post('http://nobody.example/', {}, '{}')).toBe('not-allowed');
});
