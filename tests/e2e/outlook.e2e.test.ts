/** The pane of the add-in in Chromium, in a frame of another site, with an Office.js that stands for Outlook. */
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessibilityViolations, text } from '@saal/testkit';
import type { MeetingList } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

/** Keeps one appointment as Outlook does: everything by callbacks, properties by themselves. */
const office = `
const item = { subject: 'Haushalt 2027', start: Date.UTC(2027, 2, 1, 9), end: Date.UTC(2027, 2, 1, 10), location: '', body: '<html><body><p>Tagesordnung</p></body></html>', kept: {}, handlers: [] };
const ok = (done, value) => setTimeout(() => done({ status: 'succeeded', value }), 5);
const text = (name) => ({ getAsync: (done) => ok(done, item[name]), setAsync: (value, done) => { item[name] = value; ok(done); } });
window.outlook = { item, move: (hours) => { item.start += hours * 3600000; item.end += hours * 3600000; item.handlers.forEach((handler) => handler()); } };
window.Office = { onReady: () => Promise.resolve({}), context: { mailbox: { item: {
  subject: text('subject'), location: text('location'),
  start: { getAsync: (done) => ok(done, new Date(item.start)) }, end: { getAsync: (done) => ok(done, new Date(item.end)) },
  body: { getAsync: (_type, done) => ok(done, item.body), setAsync: (value, _options, done) => { item.body = value.replace(/id="saal/g, 'id="x_saal'); ok(done); } },
  loadCustomPropertiesAsync: (done) => { const copy = { ...item.kept }; ok(done, { get: (name) => copy[name], set: (name, value) => { copy[name] = value; }, remove: (name) => { delete copy[name]; }, saveAsync: (saved) => { item.kept = copy; ok(saved); } }); },
  addHandlerAsync: (type, handler) => { if (type === 'olkAppointmentTimeChanged') item.handlers.push(handler); },
} } } };`;
type Outlook = { item: { location: string; body: string; kept: Record<string, string> }; move: (hours: number) => void };

const word = (key: string, values?: Record<string, string>): string => text('de', `outlook:${key}`, values);
let cast: Cast;
let site: Server;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saal-office-'));
  writeFileSync(join(folder, 'office.js'), office);
  const port = await freePort();
  // Stands for Outlook on the web: another site, which shows the pane in a frame.
  site = createServer((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(
        `<title>Outlook</title><iframe name="pane" title="Saal" src="http://localhost:${port}/outlook" width="340" height="800"></iframe>`,
      ),
  ).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const file = join(folder, 'calendars.json');
  writeFileSync(file, JSON.stringify({ outlook: { officeJs: folder } }), { mode: 0o600 });
  cast = await startCast({ port, env: { SAAL_CALENDARS_FILE: file, SAAL_PUBLIC_URL: `http://localhost:${port}` } });
});
afterAll(async () => {
  await cast?.end();
  site?.close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('a meeting is added to an appointment, follows it, is set up in Outlook, and goes', { timeout: 180_000 }, async () => {
  const outlook = await cast.openGuest('Outlook', { language: 'de', reducedMotion: true });
  const { page } = outlook;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/outlook');
  const state = () => page.evaluate(() => (window as unknown as { outlook: Outlook }).outlook.item);
  const press = (name: string) => page.getByRole('button', { name, exact: true }).press('Enter');

  // Connected by a code that Anna types where she is signed in.
  await press(word('pairing.begin'));
  const code = (await page.locator('strong').textContent()) ?? '';
  expect(code).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
  expect(await accessibilityViolations(page)).toEqual([]);
  const anna = await cast.openAnna({ language: 'de', reducedMotion: true });
  await anna.page.goto('/outlook/connect');
  await anna.page.getByLabel(word('connect.code')).fill(code.toLowerCase());
  expect(await accessibilityViolations(anna.page)).toEqual([]);
  await anna.page.keyboard.press('Enter');
  await anna.page.getByText(word('connect.done')).waitFor();

  await page.getByRole('button', { name: word('add'), exact: true }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await press(word('add'));
  await page.getByText(word('added')).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  const coming = async () =>
    ((await (await anna.page.request.get('/api/meetings?when=coming&timeZone=Europe/Berlin')).json()) as MeetingList).meetings;
  const [meeting] = await coming();
  expect(meeting).toMatchObject({ title: 'Haushalt 2027', startsAtMs: Date.UTC(2027, 2, 1, 9), durationMin: 60 });
  const added = await state();
  expect(added.location).toBe(meeting?.url);
  expect(added.body).toContain('<p>Tagesordnung</p>');
  expect(added.body).toContain(`href="${meeting?.url}"`);
  expect(added.kept).toEqual({ saalMeeting: meeting?.id });

  await page.evaluate(() => (window as unknown as { outlook: Outlook }).outlook.move(2));
  await page.getByText(word('followed')).waitFor();
  expect((await coming())[0]).toMatchObject({ startsAtMs: Date.UTC(2027, 2, 1, 11), durationMin: 60 });

  await press(word('settings'));
  await page.getByRole('checkbox', { name: text('de', 'home:planning.passcodeByLink') }).press('Space');
  await press(text('de', 'common:save'));
  await page.getByText(text('de', 'common:saved')).waitFor();
  expect((await coming())[0]).toMatchObject({ settings: { passcodeByLink: true } });
  expect(await accessibilityViolations(page)).toEqual([]);

  await press(word('remove'));
  await page.getByRole('button', { name: word('add'), exact: true }).waitFor();
  expect(await coming()).toEqual([]);
  const left = await state();
  expect([left.location, left.kept, left.body.includes('saal'), left.body.includes('<p>Tagesordnung</p>')]).toEqual(['', {}, false, true]);

  // Who ends it in the account page ends it in Outlook.
  expect((await anna.page.request.delete('/api/me/outlook', { headers: { origin: cast.saal.baseUrl } })).status()).toBe(204);
  await press(word('add'));
  await page.getByText(word('ended')).waitFor();
});

test('a site that is none of Outlook’s cannot show the pane in a frame', { timeout: 60_000 }, async () => {
  const { page } = await cast.openGuest('Fremd', { language: 'en' });
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await expect.poll(() => page.frame('pane')?.url()).toContain('chrome-error:');
});
