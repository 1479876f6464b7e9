/** A page of another origin shows a meeting, hears how it goes and leaves it; a page that is not listed shows nothing. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { until } from '@saal/testkit';
import type * as protocol from '@saal/protocol';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import type * as embed from '../../packages/embed/src/index.ts';
import { openDoors, startCast, type Cast } from './cast.ts';

let cast: Cast;
let talents: Server;
let other: Server;
let link = '';

const program = stripTypeScriptTypes(readFileSync(new URL('../../packages/embed/src/index.ts', import.meta.url), 'utf8'));

/** A page of an application, which embeds the meeting as its README says. */
async function pages(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/embed.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(program);
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Talents</title>
<div id="meeting" style="width: 900px; height: 700px"></div>
<script type="module">
import { embedMeeting } from '/embed.js';
window.heard = [];
window.meeting = embedMeeting({ url: ${JSON.stringify(link)}, parent: document.querySelector('#meeting'), name: 'Dora Dorn', onEvent: (event) => window.heard.push(event.type) });
</script>`);
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  return server;
}
const originOf = (server: Server): string => `http://localhost:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  cast = await startCast();
  link = `${cast.saal.baseUrl}/m/${(await cast.meeting('Vorstellungsgespräch', openDoors)).id}`;
  [talents, other] = [await pages(), await pages()];
  const wanted = { name: 'Talents', ownerId: cast.anna.me.id, scopes: ['meetings.read'] };
  const made = (await cast.anna.http.request('POST', '/api/applications', { body: wanted })).json as { id: string };
  const origins = { body: { origins: [originOf(talents)] } };
  expect((await cast.anna.http.request('PUT', `/api/applications/${made.id}/origins`, origins)).status).toBe(204);
});
afterAll(async () => {
  talents?.close();
  other?.close();
  await cast?.end();
});

test('both sides mean the same messages', () => {
  expectTypeOf<embed.EmbedEvent>().toEqualTypeOf<protocol.EmbedEvent>();
  expectTypeOf<embed.EmbedCommand>().toEqualTypeOf<protocol.EmbedCommand>();
});

type Heard = { heard: string[]; meeting: { leave(): void } };

test('a listed page hears of coming and going, offers the name, and lets its guest leave', async () => {
  const page = await cast.browser.newPage({ locale: 'de-DE' });
  await page.goto(originOf(talents));
  const inside = page.frameLocator('iframe');
  expect(await inside.getByLabel('Ihr Name').inputValue()).toBe('Dora Dorn');
  await inside.getByRole('button', { name: 'Teilnehmen' }).click();
  const heard = (): Promise<string[]> => page.evaluate(() => (window as unknown as Heard).heard);
  await until('the page hears that she waits or is in', async () =>
    (await heard()).some((type) => type === 'joined' || type === 'waiting'),
  );
  expect((await heard())[0]).toBe('ready');
  await page.evaluate(() => (window as unknown as Heard).meeting.leave());
  await until('the page hears that she left', async () => (await heard()).includes('left'));
});

test('a page that is not listed shows nothing, and the meeting itself is in nobody’s frame', async () => {
  const page = await cast.browser.newPage({ locale: 'de-DE' });
  const refused: string[] = [];
  page.on('console', (message) => refused.push(message.text()));
  await page.goto(originOf(other));
  await until('the browser refuses', () => refused.some((text) => text.includes('frame-ancestors')));
  expect(await page.evaluate(() => (window as unknown as Heard).heard)).toEqual([]);
  const plain = await cast.anna.http.request('GET', new URL(link).pathname, { headers: { accept: 'text/html' } });
  expect([plain.headers.get('x-frame-options'), plain.headers.get('content-security-policy')]).toEqual([
    expect.stringMatching(/deny/i) as string,
    expect.stringContaining("frame-ancestors 'none'") as string,
  ]);
});
