import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import type { OutlookPages } from './outlook-pages.ts';
import { testApp } from './testing.ts';

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

const frames = ['https://outlook.office.com'];
async function start(more: Partial<OutlookPages> = {}): Promise<FastifyInstance> {
  const webDirectory = mkdtempSync(join(tmpdir(), 'saal-outlook-'));
  writeFileSync(join(webDirectory, 'index.html'), '<!doctype html><title>Saal</title>');
  const outlook = { officeJs: 'microsoft', frames, publicUrl: 'https://meet.example.org/', productName: 'Saal', webDirectory, ...more };
  app = await testApp({ outlook });
  return app;
}

test('only the page of the pane may stand in a frame, and only in Outlook’s', async () => {
  const server = await start();
  const pane = await server.inject({ url: '/outlook', headers: { accept: 'text/html' } });
  expect([pane.statusCode, pane.headers['x-frame-options']]).toEqual([200, undefined]);
  const policy = String(pane.headers['content-security-policy']);
  expect(policy).toContain('frame-ancestors https://outlook.office.com');
  expect(policy).toMatch(/script-src 'self' 'wasm-unsafe-eval' https:\/\/appsforoffice\.microsoft\.com(;|$)/);
  expect(policy).toContain("connect-src 'self'");
  for (const url of ['/', '/outlook/connect', '/account']) {
    const other = await server.inject({ url });
    expect(other.headers['x-frame-options']).toBe('DENY');
    expect(String(other.headers['content-security-policy'])).toContain("frame-ancestors 'none'");
    expect(String(other.headers['content-security-policy'])).not.toContain('microsoft');
  }
});

test('the manifest has the address of the house', async () => {
  const answer = await (await start()).inject({ url: '/outlook/manifest.xml' });
  expect(answer.headers['content-type']).toContain('text/xml');
  expect(answer.payload).toContain('DefaultValue="https://meet.example.org/outlook"');
});

test('with a copy of its own no page names a host of Microsoft, and no file beside the copy is served', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saal-office-'));
  writeFileSync(join(folder, 'office.js'), 'window.Office = {};');
  const server = await start({ officeJs: folder });
  expect((await server.inject({ url: '/outlook/office/office.js' })).payload).toBe('window.Office = {};');
  expect((await server.inject({ url: '/outlook/office/..%2F..%2F..%2F..%2Fetc%2Fpasswd' })).payload).not.toContain('root:');
  expect(String((await server.inject({ url: '/outlook' })).headers['content-security-policy'])).not.toContain('microsoft');
});

test('without it there is no manifest and no page for frames', async () => {
  app = await testApp();
  expect((await app.inject({ url: '/outlook/manifest.xml' })).statusCode).toBe(404);
  expect((await app.inject({ url: '/outlook' })).headers['x-frame-options']).toBe('DENY');
});
