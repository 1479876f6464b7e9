import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isPublicAddress } from '@saal/foundation';
import { fetchPage, pageFetcher } from './fetch-page.ts';

/** A service of the house that must never be asked. */
let inside: Server;
let connections = 0;
/** What answers for the internet. */
let outside: Server;
const urlOf = (server: Server, path = '/') => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
const listening = (server: Server): Promise<void> => new Promise((done) => server.listen(0, '127.0.0.1', done));

beforeAll(async () => {
  inside = createServer((_request, response) => response.end('secret'));
  inside.on('connection', () => connections++);
  outside = createServer((request, response) => {
    const type = { 'content-type': 'text/html; charset=utf-8' };
    switch (request.url) {
      case '/page':
        return response.writeHead(200, type).end('<title>Rathaus</title>');
      case '/inside':
        return response.writeHead(302, { location: `http://inside.example:${urlOf(inside).port}/` }).end();
      case '/literal':
        return response.writeHead(302, { location: urlOf(inside).href }).end();
      case '/round':
        return response.writeHead(302, { location: '/round' }).end();
      case '/large':
        response.writeHead(200, type);
        for (let n = 0; n < 64; n++) response.write('x'.repeat(65_536));
        return response.end('<title>Ende</title>');
      case '/file':
        return response.writeHead(200, { 'content-type': 'application/zip' }).end('PK');
      default:
        return response.writeHead(404).end();
    }
  });
  await Promise.all([listening(inside), listening(outside)]);
});
afterAll(() => {
  inside.close();
  outside.close();
});
beforeEach(() => {
  connections = 0;
});

/** The outside server is public under its name, by an address that stands for it; everything else is what it is. */
const names: Record<string, string[]> = {
  'stadt.example': ['127.0.0.1'],
  'inside.example': ['127.0.0.2'],
  'both.example': ['127.0.0.1', '10.0.0.1'],
};
const fetchFrom = pageFetcher({
  isPublic: (address) => address === '127.0.0.1' || isPublicAddress(address),
  resolve: async (host) => names[host] ?? [],
  isPort: () => true,
});
const page = (path: string, host = 'stadt.example') => new URL(`http://${host}:${urlOf(outside).port}${path}`);

test.each([
  ...['127.0.0.1', '127.8.8.8', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1', '169.254.169.254', '0.0.0.0', '100.64.0.1'],
  ...[
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ],
  ...['224.0.0.1', '255.255.255.255', '198.18.0.1', '2001:db8::1', '2001:0:1::1', 'localhost', ''],
])('%s is not of the internet', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'])('%s is', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0177.0.0.1', 'localhost', '127.1'])(
  'a link to %s connects to nothing (C09)',
  async (host) => {
    expect(await fetchPage(new URL(`http://${host}:${urlOf(inside).port}/`))).toBeUndefined();
    expect(
      await pageFetcher({ isPublic: isPublicAddress, resolve: async () => ['127.0.0.1'], isPort: () => true })(
        new URL(`http://${host}:${urlOf(inside).port}/`),
      ),
    ).toBeUndefined();
    expect(connections).toBe(0);
  },
);

test('a page is fetched, from the address that was looked at', async () => {
  expect(await fetchFrom(page('/page'))).toContain('Rathaus');
});

test('a redirect inside, by name or by number, connects to nothing', async () => {
  const strict = pageFetcher({
    isPublic: (address) => address === '127.0.0.1',
    resolve: async (host) => names[host] ?? [],
    isPort: () => true,
  });
  expect(await strict(page('/inside'))).toBeUndefined();
  let asked = 0;
  // The first answer is public, whoever is asked afterwards is not: a name that is bound anew in between.
  const rebound = pageFetcher({ isPublic: () => asked++ === 0, resolve: async () => ['127.0.0.1'], isPort: () => true });
  expect(await rebound(page('/literal'))).toBeUndefined();
  expect(connections).toBe(0);
});

test('a name with one address of the internet and one of the house is refused', async () => {
  expect(await fetchFrom(page('/page', 'both.example'))).toBeUndefined();
});

test('a name is resolved once: what it leads to later does not matter', async () => {
  let resolved = 0;
  const fetcher = pageFetcher({
    isPublic: (address) => address === '127.0.0.1',
    resolve: async () => (resolved++ === 0 ? ['127.0.0.1'] : ['127.0.0.2']),
    isPort: () => true,
  });
  expect(await fetcher(page('/page'))).toContain('Rathaus');
  expect(resolved).toBe(1);
});

test('redirects without end, files, large pages and other ports are cut off', async () => {
  expect(await fetchFrom(page('/round'))).toBeUndefined();
  expect(await fetchFrom(page('/file'))).toBeUndefined();
  expect((await fetchFrom(page('/large')))?.length).toBe(512 * 1024);
  expect(await fetchPage(new URL('http://93.184.216.34:6379/'))).toBeUndefined();
  expect(await fetchPage(new URL('file:///etc/passwd'))).toBeUndefined();
});
