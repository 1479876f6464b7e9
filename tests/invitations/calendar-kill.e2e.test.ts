/** `kill -9` while meetings are written into a calendar of somebody else (Debian's Radicale): each stands there once afterwards. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@saal/foundation';
import { throwawayDatabase, type ThrowawayDatabase } from '@saal/foundation/testing';
import { ICAL } from '@saal/invitations/testing';
import { CalendarConnectionView, MeetingDetail } from '@saal/protocol';
import { freePort, setUpAdministrator, startSaal, until, type SaalProcess } from '@saal/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';

const count = 12;
let folder: string;
let database: ThrowawayDatabase;
let radicale: ChildProcess;
let radicaleUrl: string;
let way: Server;
let saal: SaalProcess;
let puts = 0;
/** After Radicale has stored the n-th entry, before who wrote it learns of that. */
let stored: (n: number) => Promise<void> = () => Promise.resolve();

const authorization = `Basic ${btoa('anna:anna')}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'saal-calendar-kill-'));
  const [radicalePort, wayPort] = [await freePort(), await freePort()];
  radicaleUrl = `http://127.0.0.1:${radicalePort}`;
  const options = ['--config', '', '--server-hosts', `127.0.0.1:${radicalePort}`, '--auth-type', 'none'];
  radicale = spawn('radicale', [...options, '--storage-filesystem-folder', join(folder, 'data')], { stdio: 'ignore' });
  await until(
    'radicale to answer',
    async () => (await fetch(`${radicaleUrl}/anna/work/`, { method: 'MKCALENDAR', headers: { authorization } })).status === 201,
    { timeoutMs: 120_000 },
  );
  way = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { host: _, connection: __, 'transfer-encoding': ___, 'content-length': ____, ...headers } = request.headers;
      const body = Buffer.concat(chunks);
      void fetch(radicaleUrl + (request.url ?? ''), {
        method: request.method ?? 'GET',
        redirect: 'manual',
        headers: headers as Record<string, string>,
        ...(body.length > 0 ? { body } : {}),
      }).then(async (answer) => {
        const text = await answer.text();
        if (request.method === 'PUT') await stored((puts += 1));
        const { 'content-length': _length, 'content-encoding': _encoding, ...kept } = Object.fromEntries(answer.headers);
        response.writeHead(answer.status, kept).end(text);
      });
    });
  });
  await new Promise<void>((done) => way.listen(wayPort, '127.0.0.1', done));
  const file = join(folder, 'calendars.json');
  writeFileSync(file, JSON.stringify({ caldav: [{ id: 'city', name: 'Stadt', url: `http://127.0.0.1:${wayPort}/` }] }), { mode: 0o600 });
  database = await throwawayDatabase();
  const port = await freePort();
  saal = await startSaal({
    ...{ databaseUrl: database.url, port, readyWithinMs: 240_000 },
    env: { SAAL_CALENDARS_FILE: file, SAAL_PUBLIC_URL: `http://localhost:${port}` },
  });
}, 400_000);
afterAll(async () => {
  await saal?.stop();
  way?.close();
  radicale?.kill();
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function titlesThere(): Promise<string[]> {
  const text = await (await fetch(`${radicaleUrl}/anna/work/`, { headers: { authorization } })).text();
  return ICAL.Component.fromString(text)
    .getAllSubcomponents('vevent')
    .map((event) => new ICAL.Event(event).summary)
    .toSorted();
}

test('an entry that was stored there as its writer died is not there twice, and no other is missing', { timeout: 900_000 }, async () => {
  const anna = await setUpAdministrator(saal);
  const startsAtMs = Math.floor(Date.now() / 86_400_000 + 3) * 86_400_000;
  for (let n = 0; n < count; n++)
    await anna.http.expect(MeetingDetail, 'POST', '/api/meetings', {
      ...{ kind: 'planned', title: `Sitzung ${n}`, startsAtMs: startsAtMs + n * 3_600_000, durationMin: 30, timeZone: 'UTC' },
    });
  let killed: Promise<void> | undefined;
  stored = async (n) => {
    if (n >= 5) await (killed ??= saal.kill9());
  };
  await anna.http.expect(CalendarConnectionView, 'PUT', '/api/me/calendar-connection', {
    ...{ server: 'city', userName: 'anna', password: 'anna', writes: true },
  });
  await until('the server to be killed', () => killed !== undefined, { timeoutMs: 180_000 });
  await killed;
  expect(await titlesThere()).toHaveLength(5);
  stored = () => Promise.resolve();
  // Who took a calendar and died holds it for five minutes: the time is up.
  const db = openDatabase(database.url, 1);
  await sql`update calendars.connection set due_at_ms = 0, held_until_ms = 0`.execute(db);
  await db.destroy();
  await saal.restart();
  const all = Array.from({ length: count }, (_, n) => `Sitzung ${n}`).toSorted();
  await until('all to be there', async () => (await titlesThere()).length >= count, { timeoutMs: 180_000 });
  await until(
    'it to be noted',
    async () => (await anna.http.expect(CalendarConnectionView, 'GET', '/api/me/calendar-connection')).connection?.state === 'ok',
    { timeoutMs: 180_000 },
  );
  expect(await titlesThere()).toEqual(all);
});
