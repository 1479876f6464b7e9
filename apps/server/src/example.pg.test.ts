/** The example of docs/examples, run as another program against the real routes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '@saal/foundation';
import { DeviceId } from '@saal/protocol';
import { TestClient, until } from '../../../packages/meetings/src/testing/test-client.ts';
import { openApplicationsHouse, password, type ApplicationsHouse } from './testing/applications-house.ts';

let house: ApplicationsHouse;
beforeAll(async () => {
  house = await openApplicationsHouse();
  await house.accounts.createPerson({ email: 'carol@example.org', displayName: 'Carol', password, role: 'person' });
});
afterAll(() => house.close());

const example = fileURLToPath(new URL('../../../docs/examples/talent-management.mjs', import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function client(cookie: string): Promise<TestClient> {
  return TestClient.open(house.url, { cookie, origin: house.url, deviceId: DeviceId.parse(newId()) });
}

test('the talent-management system invites its list, marks the bad line, and notes who came', async () => {
  const { id, key } = await house.newApplication(['campaigns.read', 'campaigns.write', 'meetings.read', 'attendance.read']);
  const port = await freePort();
  const wanted = { url: `http://localhost:${port}/`, events: ['meeting.ended', 'interview.answered'] };
  const made = await house.fromPage(house.administratorCookie, 'POST', `/api/applications/${id}/webhooks`, wanted);
  const list = join(mkdtempSync(join(tmpdir(), 'saal-example-')), 'applicants.csv');
  writeFileSync(list, 'Dora Dorn;dora@example.net\nEmil Ernst;no address\n');
  const environment = {
    ...{ PATH: process.env['PATH'], SAAL_URL: house.url, SAAL_CLIENT_ID: id, SAAL_KEY: key },
    ...{ SAAL_WEBHOOK_SECRET: made.json<{ secret: string }>().secret, PORT: String(port) },
  };
  const day = `${new Date().getUTCFullYear() + 1}-03-01`;
  const program = spawn(process.execPath, [example, list, 'carol@example.org', day], { env: environment });
  let said = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    await until('it has invited', () => said.includes('invited 1') || program.exitCode !== null);
    expect(said).toContain('line 2: email_bad');
    // What it prints is the personal link; the panel comes by the meeting's own.
    const link = /Dora Dorn: .* (\S+\/i\/#[\w-]+)/.exec(said)?.[1] ?? said;
    const { campaigns } = (await house.as(key, 'GET', '/campaigns')).json<{ campaigns: { id: string }[] }>();
    const { interviews } = (await house.as(key, 'GET', `/campaigns/${campaigns[0]?.id}`)).json<{
      interviews: { meetingId: string | null; url: string | null }[];
    }>();
    const meetingId = interviews.find(({ url }) => url === link)?.meetingId ?? said;

    let planned = 404;
    for (let tries = 0; tries < 200 && planned !== 200; tries++)
      planned = (await house.ask('GET', `/api/public/meetings/${meetingId}`, {})).statusCode;
    const carol = await client(await house.signIn('carol@example.org'));
    await carol.join(meetingId);
    const guest = await house.ask('POST', '/api/guest', { origin: house.url }, {});
    const dora = await client(
      guest.headers
        .getSetCookie()
        .map((each) => each.split(';')[0] ?? '')
        .join('; '),
    );
    await dora.join(meetingId, { name: 'Dora' });
    await carol.ask('meeting.admit-all', {});
    await until('she is let in', () => dora.told.some(({ type }) => type === 'lobby.admitted'));
    await dora.join(meetingId, { name: 'Dora' });
    await carol.ask('meeting.end', {});
    await until('who came is noted', () => said.includes('Dora Dorn: came'));
    for (const each of [carol, dora]) each.cut();
  } finally {
    program.kill();
  }
});
