/**
 * A page of another origin shows a meeting with the package as it is published, hears how it goes, mutes and leaves, and another person in the
 * meeting sees it; a page that is not listed, or no longer, shows nothing.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pattern, until, WireParticipant } from '@saal/testkit';
import type * as protocol from '@saal/protocol';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import type * as embed from '../../packages/embed/src/index.ts';
import { writeEmbedPackage } from '../../tools/embed-package.ts';
import { openDoors, startCast, type Cast } from './cast.ts';

let cast: Cast;
let talents: Server;
let other: Server;
let link = '';
let meetingId: protocol.MeetingId;
let applicationId = '';

const built = mkdtempSync(join(tmpdir(), 'saal-embed-'));
writeEmbedPackage(built);
const program = readFileSync(join(built, 'index.js'), 'utf8');

/** A page of an application, which embeds the meeting as its README says. */
async function pages(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/embed.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(program);
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Talents</title>
<div id="meeting" style="width: 900px; height: 700px"></div>
<script type="module">
import { embedMeeting } from '/embed.js';
window.heard = [];
window.meeting = embedMeeting({ url: ${JSON.stringify(link)}, parent: document.querySelector('#meeting'), name: 'Dora Dorn', onEvent: (event) => window.heard.push(event) });
</script>`);
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  return server;
}
const originOf = (server: Server): string => `http://localhost:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  cast = await startCast();
  ({ id: meetingId } = await cast.meeting('Vorstellungsgespräch', openDoors));
  link = `${cast.saal.baseUrl}/m/${meetingId}`;
  [talents, other] = [await pages(), await pages()];
  const wanted = { name: 'Talents', ownerId: cast.anna.me.id, scopes: ['meetings.read'] };
  const made = (await cast.anna.http.request('POST', '/api/applications', { body: wanted })).json as { id: string };
  applicationId = made.id;
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

type Heard = { heard: protocol.EmbedEvent[]; meeting: { leave(): void; mute(): void } };

test('a listed page hears of coming, microphone and going, offers the name, mutes and leaves; another person in the meeting sees each', async () => {
  const anna = await WireParticipant.connect(cast.anna.http);
  await anna.join(meetingId);
  const dora = () => anna.participants.find(({ name }) => name === 'Dora Dorn');
  const isHeard = () => dora()?.streams.some(({ source, paused }) => source === 'microphone' && !paused) ?? false;
  const page = await cast.browser.newPage({ locale: 'de-DE', permissions: ['microphone'] });
  await page.goto(originOf(talents));
  expect(await page.locator('iframe').getAttribute('allow')).toContain(`microphone ${cast.saal.baseUrl}`);
  const inside = page.frameLocator('iframe');
  expect(await inside.getByLabel('Ihr Name').inputValue()).toBe('Dora Dorn');
  await inside
    .getByRole('button', { name: pattern('de', 'join:toggle.microphoneOff') })
    .first()
    .click();
  await inside
    .getByRole('button', { name: pattern('de', 'join:toggle.microphoneOn') })
    .first()
    .waitFor();
  await inside.getByRole('button', { name: 'Teilnehmen' }).click();
  const heard = (): Promise<protocol.EmbedEvent[]> => page.evaluate(() => (window as unknown as Heard).heard);
  const types = async () => (await heard()).map(({ type }) => type);
  await until('the page hears that she is in', async () => (await types()).includes('joined'));
  expect((await types())[0]).toBe('ready');
  await until('Anna hears her', isHeard);
  await until('the page hears of her microphone', async () =>
    (await heard()).some((event) => event.type === 'devices' && event.microphone),
  );
  await page.evaluate(() => (window as unknown as Heard).meeting.mute());
  await until('Anna hears her no more', () => !isHeard());
  await until('the page hears that it is off', async () => {
    const last = (await heard()).findLast((event) => event.type === 'devices');
    return last?.type === 'devices' && !last.microphone;
  });
  expect(dora()?.presence).toBe('here');
  await page.evaluate(() => (window as unknown as Heard).meeting.leave());
  await until('the page hears that she left', async () => (await types()).includes('left'));
  await until('Anna sees her gone', () => dora() === undefined);
  await page.close();
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

test('a page whose application lost its key shows nothing any more', async () => {
  const policy = async () =>
    (await cast.anna.http.request('GET', `/embed/m/${meetingId}`, { headers: { accept: 'text/html' } })).headers.get(
      'content-security-policy',
    );
  expect(await policy()).toContain(`frame-ancestors ${originOf(talents)}`);
  expect((await cast.anna.http.request('DELETE', `/api/applications/${applicationId}`)).status).toBe(204);
  await until('the list to be read anew', async () => (await policy())?.includes("frame-ancestors 'none'") ?? false);
});
