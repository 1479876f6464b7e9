/** A08 on the real server with a real directory: who is disabled or deleted there is out of meeting and chat within a minute. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ldifOf, personDn, startSlapd, type Slapd } from '@saal/accounts/testing/slapd';
import { CreatedAppPassword, Me, type MeetingId } from '@saal/protocol';
import {
  HttpClient,
  MatrixClient,
  MatrixRefused,
  setUpAdministrator,
  startMeeting,
  startSaal,
  until,
  WireParticipant,
  type SaalProcess,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

const password = 'Kastanien am Marktplatz';
const Run = z.object({ id: z.string(), state: z.string() });
let slapd: Slapd;
let saal: SaalProcess;

beforeAll(async () => {
  const people = Array.from({ length: 30 }, (_, n) => ({ uid: `p${n}`, name: `Person ${n}`, mail: `p${n}@stadt.example` }));
  const known = ['alice', 'bob', 'carol'].map((uid) => ({ uid, name: uid, mail: `${uid}@stadt.example`, password }));
  slapd = await startSlapd([...people, ...known].map(ldifOf));
  const file = join(mkdtempSync(join(tmpdir(), 'saal-directory-')), 'directory.json');
  writeFileSync(file, JSON.stringify(slapd.settings()));
  saal = await startSaal({ env: { SAAL_DIRECTORY_FILE: file, SAAL_CHAT_SERVER_NAME: 'stadt.example' } });
});
afterAll(async () => {
  await saal?.stop();
  slapd?.close();
});

/** In a meeting, and in chat by a program of their own. */
async function comes(uid: string, meetingId: MeetingId) {
  const email = `${uid}@stadt.example`;
  const http = new HttpClient(saal.baseUrl);
  const me = await http.expect(Me, 'POST', '/api/session', { email, password });
  const wire = await WireParticipant.connect(http);
  await wire.join(meetingId);
  const made = await http.expect(CreatedAppPassword, 'POST', '/api/me/app-passwords', { name: 'Telefon' });
  return { http, wire, chat: await MatrixClient.signIn(saal.baseUrl, { http, me, email, password: made.password }) };
}

const refusal = (asked: Promise<unknown>): Promise<number> =>
  asked.then(
    () => 200,
    (error: unknown) => {
      if (error instanceof MatrixRefused) return error.status;
      throw error;
    },
  );

test('A08: disabled or deleted in the directory during a meeting, people are out of it, of chat and of their account within 60 s', async () => {
  const anna = await setUpAdministrator(saal);
  const first = await anna.http.expect(Run, 'POST', '/api/directory/runs', {});
  await anna.http.expect(Run, 'POST', `/api/directory/runs/${first.id}/confirm`, {});
  const { id: meetingId } = await startMeeting(anna, { settings: { lobbyBypass: 'everyone' } });
  const host = await WireParticipant.connect(anna.http);
  await host.join(meetingId);
  const [alice, bob, carol] = [await comes('alice', meetingId), await comes('bob', meetingId), await comes('carol', meetingId)];

  const beganAt = performance.now();
  await slapd.set(personDn('alice'), 'userAccountControl', '514');
  await slapd.edit((client) => client.del(personDn('bob')));
  for (const { http, wire, chat } of [alice, bob]) {
    await until('the WebSocket to be closed', () => wire.closed, { timeoutMs: 60_000 });
    await until('chat to refuse', async () => (await refusal(chat.ask('GET', '/account/whoami'))) === 401, { timeoutMs: 60_000 });
    await until('the session to be over', async () => (await http.request('GET', '/api/me')).status === 401, { timeoutMs: 60_000 });
  }
  expect(performance.now() - beganAt).toBeLessThan(60_000);
  await until('the host to see nobody but Carol', () => host.participants.filter(({ presence }) => presence === 'here').length === 2);

  for (const uid of ['alice', 'bob']) {
    const again = await new HttpClient(saal.baseUrl).request('POST', '/api/session', { body: { email: `${uid}@stadt.example`, password } });
    expect(again.status).toBeGreaterThanOrEqual(400);
  }
  // Nobody else is any the worse for it.
  expect(carol.wire.closed).toBeUndefined();
  expect((await carol.http.request('GET', '/api/me')).status).toBe(200);
  expect(await refusal(carol.chat.ask('GET', '/account/whoami'))).toBe(200);
  expect(saal.logs).not.toContain(password);
});
