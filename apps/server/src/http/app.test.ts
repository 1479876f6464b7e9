import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { SaalError } from '@saal/foundation';
import { networks } from '../config/values.ts';
import type { AppOptions } from './app.ts';
import { reactAriaStyles } from './security-headers.ts';
import { testApp } from './testing.ts';

class MeetingFull extends SaalError {
  readonly code = 'meeting_full';
  constructor() {
    super('the meeting is full', { details: { limit: 2 } });
  }
}

/** A feature with one of everything that can go wrong. */
const feature: AppOptions['features'][number] = async (api) => {
  const typed = api.withTypeProvider<ZodTypeProvider>();
  typed.post('/greet', { schema: { body: z.strictObject({ name: z.string().max(5) }) } }, async (request) => ({
    hello: request.body.name,
    from: request.ip,
  }));
  typed.get('/full', async () => {
    throw new MeetingFull();
  });
  typed.get('/broken', async () => {
    throw new Error('password=hunter2 in a stack');
  });
};

let app: FastifyInstance | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});
const start = async (options: Partial<AppOptions> = {}): Promise<FastifyInstance> =>
  (app = await testApp({ features: [feature], ...options }));
const own = { host: 'meet.example.org', origin: 'http://meet.example.org' };

test('a refusal reaches the client with its code, details and status', async () => {
  const answer = await (await start()).inject({ url: '/api/full' });
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toEqual({ error: { code: 'meeting_full', message: 'the meeting is full', details: { limit: 2 } } });
});

test('a body that does not fit its schema is told which field', async () => {
  const answer = await (await start()).inject({ method: 'POST', url: '/api/greet', headers: own, payload: { name: 'Bartholomew' } });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ error: { code: 'bad_request', details: { path: 'name' } } });
});

test.each([
  ['broken JSON', '{"name":', 'application/json', 'bad_request'],
  ['a type nobody reads', '<xml/>', 'text/xml', 'bad_request'],
  ['a body that is too large', JSON.stringify({ name: 'x'.repeat(7 * 1024 * 1024) }), 'application/json', 'message_too_large'],
])('%s gets a stable code and harms nobody', async (_what, payload, type, code) => {
  const server = await start();
  const answer = await server.inject({ method: 'POST', url: '/api/greet', headers: { ...own, 'content-type': type }, payload });
  expect(answer.json()).toMatchObject({ error: { code } });
  expect((await server.inject({ url: '/healthz' })).statusCode).toBe(200);
});

test('a fault of ours shows an incident number and nothing else', async () => {
  const answer = await (await start()).inject({ url: '/api/broken' });
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('hunter2');
  expect(answer.json()).toMatchObject({ error: { code: 'internal', details: { incident: expect.stringMatching(/^.{8}$/) as string } } });
});

test.each([
  ['a page of ours', { host: 'meet.example.org', origin: 'http://meet.example.org' }, 200],
  ['a page of ours on HTTPS', { host: 'meet.example.org', 'sec-fetch-site': 'same-origin' }, 200],
  ['a page of somebody else', { host: 'meet.example.org', origin: 'https://evil.example' }, 403],
  ['a page of a neighbour on the same domain', { host: 'meet.example.org', 'sec-fetch-site': 'same-site' }, 403],
  ['another port of the same host', { host: 'meet.example.org', origin: 'http://meet.example.org:81' }, 403],
  ['a sandboxed frame', { host: 'meet.example.org', origin: 'null' }, 403],
  ['no page at all', { host: 'meet.example.org' }, 403],
])('a change asked for by %s is answered with %s', async (_who, headers, status) => {
  const answer = await (await start()).inject({ method: 'POST', url: '/api/greet', headers, payload: { name: 'Alice' } });
  expect(answer.statusCode).toBe(status);
});

test('with a public address only its pages may ask for changes', async () => {
  const server = await start({ publicUrl: 'https://meet.example.org/' });
  const post = (origin: string) =>
    server.inject({ method: 'POST', url: '/api/greet', headers: { host: 'inside:8080', origin }, payload: { name: 'Alice' } });
  expect((await post('https://meet.example.org')).statusCode).toBe(200);
  expect((await post('http://inside:8080')).statusCode).toBe(403);
});

test('forged forwarding headers are ignored, a trusted proxy is believed', async () => {
  const forwarded = {
    host: 'inside:8080',
    'x-forwarded-host': 'meet.example.org',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '198.51.100.7',
  };
  const ask = async (server: FastifyInstance, origin: string) =>
    server.inject({ method: 'POST', url: '/api/greet', headers: { ...forwarded, origin }, payload: { name: 'Alice' } });

  const open = await start();
  expect((await ask(open, 'https://meet.example.org')).statusCode).toBe(403);
  expect((await ask(open, 'http://inside:8080')).json()).toMatchObject({ from: '127.0.0.1' });
  await open.close();

  const behindProxy = await start({ trustedProxies: networks.parse('127.0.0.1') });
  expect((await ask(behindProxy, 'https://meet.example.org')).json()).toMatchObject({ from: '198.51.100.7' });
});

test('every page address gets the app, every wrong file and API address an error', async () => {
  const server = await start();
  for (const url of ['/', '/m/abcdefgh', '/people']) expect((await server.inject({ url })).body).toContain('<title>Saal');
  expect((await server.inject({ url: '/assets/app-1a2b.js' })).headers['cache-control']).toContain('immutable');
  expect((await server.inject({ url: '/' })).headers['cache-control']).toBe('no-cache');
  for (const url of ['/assets/gone.js', '/api/nothing', '/../package.json', '/..%2f..%2fpackage.json']) {
    expect((await server.inject({ url })).json(), url).toMatchObject({ error: { code: 'not_found' } });
  }
});

test('without built pages the server lives and says what is missing', async () => {
  const server = await start({ webDirectory: '/nowhere' });
  const answer = await server.inject({ url: '/' });
  expect(answer.statusCode).toBe(503);
  expect(answer.body).toContain('npm start');
});

test('pages load nothing from elsewhere and tell no address to others', async () => {
  const { headers } = await (await start()).inject({ url: '/' });
  expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
  expect(headers['content-security-policy']).not.toMatch(/https?:|unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/);
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['permissions-policy']).toContain('camera=(self)');
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test.each([
  ['usePress', 'interactions'],
  ['usePreventScroll', 'overlays'],
] as const)('the style that React Aria writes in %s is the one the policy lets through', (hook, folder) => {
  const source = readFileSync(join(createRequire(import.meta.url).resolve('react-aria'), `../../private/${folder}/${hook}.mjs`), 'utf8');
  const written = /style\.textContent = `([\s\S]*?)`\.trim\(\)/.exec(source)?.[1]?.replace(/\$\{[^}]*\}/, 'data-react-aria-pressable');
  expect(written?.trim()).toBe(reactAriaStyles[hook]);
});

test.each(['/api/%zz', `/api/${'x'.repeat(3000)}`])('an address that cannot be read (%#) gets the usual answer', async (url) => {
  const answer = await (await start()).inject({ url });
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(answer.json()).toMatchObject({ error: { code: expect.stringMatching(/bad_request|not_found/) as string } });
});

test('figures are told to the configured networks only, and never through an unknown proxy', async () => {
  const server = await start();
  expect((await server.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })).statusCode).toBe(200);
  expect((await server.inject({ url: '/metrics', remoteAddress: '::ffff:127.0.0.1' })).statusCode).toBe(200);
  expect((await server.inject({ url: '/metrics', remoteAddress: '198.51.100.7' })).statusCode).toBe(404);
  expect((await server.inject({ url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1' } })).statusCode).toBe(404);
});

test('a server that cannot serve says so to its balancer', async () => {
  const server = await start({ notReady: async () => 'database' });
  expect((await server.inject({ url: '/readyz' })).statusCode).toBe(503);
  expect((await server.inject({ url: '/healthz' })).statusCode).toBe(200);
});

test('one address that floods is told when to come back, another is served', async () => {
  const server = await start({ requestsPerMinute: 3 });
  const ask = (remoteAddress: string) => server.inject({ url: '/api/client-config', remoteAddress });
  for (let i = 0; i < 3; i += 1) expect((await ask('198.51.100.7')).statusCode).toBe(200);
  const refused = await ask('198.51.100.7');
  expect(refused.statusCode).toBe(429);
  expect(refused.json()).toMatchObject({ error: { code: 'rate_limited', details: { retryAfterMs: expect.any(Number) as number } } });
  expect((await ask('198.51.100.8')).statusCode).toBe(200);
});

test('the API describes itself as OpenAPI 3.1', async () => {
  const document: unknown = (await (await start()).inject({ url: '/api/openapi.json' })).json();
  expect(document).toMatchObject({ openapi: '3.1.0', paths: { '/api/greet': { post: {} }, '/api/client-config': { get: {} } } });
});

test('what other servers ask, and forms that bring an answer back, need no page of ours, and only where the route says so', async () => {
  const server = await testApp({
    features: [
      async (app) => {
        app.post('/told', { config: { askedByServers: true } }, async () => ({}));
        app.post('/answered', { config: { postedByOthers: true } }, async () => ({}));
        app.post('/asked', async () => ({}));
      },
    ],
  });
  const headers = { host: 'meet.example.org' };
  expect((await server.inject({ method: 'POST', url: '/api/told', headers, payload: {} })).statusCode).toBe(200);
  const elsewhere = { ...headers, origin: 'https://id.example.org', 'sec-fetch-site': 'cross-site' };
  expect((await server.inject({ method: 'POST', url: '/api/answered', headers: elsewhere, payload: {} })).statusCode).toBe(200);
  expect((await server.inject({ method: 'POST', url: '/api/asked', headers: elsewhere, payload: {} })).statusCode).toBe(403);
  expect((await server.inject({ method: 'POST', url: '/api/asked', headers, payload: {} })).statusCode).toBe(403);
});
