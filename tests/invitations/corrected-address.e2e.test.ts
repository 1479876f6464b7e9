/** Addresses that were wrong are corrected, with `kill -9` of the server right after: the right one is written to once, by a new link. */
import { openDatabase, type Database } from '@saal/foundation';
import { throwawayDatabase, type ThrowawayDatabase } from '@saal/foundation/testing';
import { startTestRelay, type TestRelay } from '@saal/invitations/testing';
import { ApplicantsSet, CampaignDone, CampaignView, InviteeList, MeetingDetail } from '@saal/protocol';
import { freePort, setUpAdministrator, startSaal, until, type SaalProcess, type SignedIn } from '@saal/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';

let saal: SaalProcess;
let database: ThrowawayDatabase;
let db: Database;
let relay: TestRelay;
let anna: SignedIn;

beforeAll(async () => {
  database = await throwawayDatabase();
  db = openDatabase(database.url, 2);
  relay = await startTestRelay();
  relay.fault = (address) => (address.startsWith('wrong') ? { at: 'rcpt', code: 550, words: '5.1.1 no such user' } : undefined);
  const port = await freePort();
  saal = await startSaal({
    ...{ databaseUrl: database.url, port },
    env: {
      ...{ SAAL_PUBLIC_URL: `http://localhost:${port}`, SAAL_MAIL_HOST: '127.0.0.1', SAAL_MAIL_PORT: String(relay.port) },
      ...{ SAAL_MAIL_SECURITY: 'plain', SAAL_MAIL_FROM: 'saal@stadt.example', SAAL_MAIL_HOUSE_NAME: 'Stadt Beispiel' },
    },
  });
  anna = await setUpAdministrator(saal);
});
afterAll(async () => {
  await saal?.stop();
  await relay?.stop();
  await db?.destroy();
  await database?.close();
});

const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
const linksTo = (address: string): (string | undefined)[] =>
  relay.taken.filter(({ to }) => to === address).map(({ mail }) => /\/i\/#[\w-]+/.exec(mail.text ?? '')?.[0]);
async function nothingWaits(): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from invitations.letter where due_at_ms <= ${Date.now()} and state in ('queued', 'sending')`.execute(db);
  return rows[0]?.n === 0;
}

test('who was invited at a wrong address is invited at the right one, once, whatever dies', { timeout: 500_000 }, async () => {
  const planned = { kind: 'planned', title: 'Haushalt', startsAtMs: Date.now() + 86_400_000, timeZone: 'Europe/Berlin' };
  const meeting = await anna.http.expect(MeetingDetail, 'POST', '/api/meetings', planned);
  const invitees = `/api/meetings/${meeting.id}/invitees`;
  await anna.http.expect(InviteeList, 'POST', invitees, { invitees: [{ email: 'wrong-dora@example.net', name: 'Dora' }] });
  const plan = {
    ...{ title: 'Bauamt', timeZone: 'Europe/Berlin', lengthMin: 15, panels: [{ name: 'A', people: [anna.email] }] },
    days: [{ date: day, from: '08:00', to: '20:00' }],
  };
  const { id } = await anna.http.expect(CampaignView, 'POST', '/api/campaigns', plan);
  const applicants = [{ name: 'Erik', email: 'wrong-erik@example.net' }];
  await anna.http.expect(ApplicantsSet, 'PUT', `/api/campaigns/${id}/applicants`, { applicants });
  await anna.http.expect(CampaignDone, 'POST', `/api/campaigns/${id}/send`, {});
  const dora = async () => (await anna.http.expect(InviteeList, 'GET', invitees)).invitees[0];
  const erik = async () => (await anna.http.expect(CampaignView, 'GET', `/api/campaigns/${id}`)).interviews[0];
  const bothAre = async (state: string): Promise<boolean> => (await dora())?.mail === state && (await erik())?.state === state;
  await until('both came back', () => bothAre('bounced'), { timeoutMs: 60_000, everyMs: 100 });
  const wrongLink = (await dora())?.link;

  const inviteeId = (await dora())?.id ?? '';
  await anna.http.expect(InviteeList, 'PATCH', `${invitees}/${inviteeId}`, { email: 'right-dora@example.net' });
  await anna.http.expect(CampaignDone, 'PATCH', `/api/campaigns/${id}/interviews/${(await erik())?.id ?? ''}`, {
    email: 'right-erik@example.net',
  });
  await saal.kill9();
  await saal.restart();
  const ended = await until(
    'each is sent or unknown',
    async () => {
      const states = { dora: (await dora())?.mail, erik: (await erik())?.state };
      return Object.values(states).every((state) => state === 'sent' || state === 'unknown') ? states : undefined;
    },
    { timeoutMs: 240_000, everyMs: 200 },
  );
  await until('nothing waits', nothingWaits, { timeoutMs: 60_000, everyMs: 100 });
  expect(relay.taken.filter(({ to }) => to.startsWith('wrong-'))).toEqual([]);
  const { link = '' } = (await dora()) ?? {};
  expect(link).not.toBe(wrongLink);
  // What was on its way as the server died is unknown, since the relay may have it; all else was taken once.
  const once = (links: readonly unknown[], state: string | undefined) =>
    expect([state, links.length]).toEqual([state, state === 'sent' ? 1 : Math.min(links.length, 1)]);
  once(linksTo('right-dora@example.net'), ended.dora);
  once(linksTo('right-erik@example.net'), ended.erik);
  for (const sent of linksTo('right-dora@example.net')) expect(sent).toBe(link.slice(link.indexOf('/i/')));
  for (const sent of linksTo('right-erik@example.net')) expect(sent).toBeDefined();
  const secret = wrongLink?.split('#')[1] ?? '';
  expect((await anna.http.request('POST', '/api/personal-link', { body: { secret } })).status).toBe(410);
});
