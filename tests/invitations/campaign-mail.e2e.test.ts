/**
 * A campaign of 200 from the file to the answers, over a real SMTP server, with `kill -9` of the server and a stop of the SMTP server
 * in the middle: each letter once or `unknown`, nothing lost (counted at the SMTP server by Message-ID).
 */
import { openDatabase, type Database } from '@saal/foundation';
import { throwawayDatabase, type ThrowawayDatabase } from '@saal/foundation/testing';
import { handIn, replyOf, reportOf, startTestRelay, type TestRelay } from '@saal/invitations/testing';
import { ApplicantsSet, CampaignDone, CampaignView, type InterviewView } from '@saal/protocol';
import { freePort, pause, setUpAdministrator, startSaal, until, type SaalProcess, type SignedIn } from '@saal/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordFigures } from '../e2e/figures.ts';

let saal: SaalProcess;
let database: ThrowawayDatabase;
let db: Database;
let relay: TestRelay;
let relayPort: number;
let anna: SignedIn;
let receivePort: number;

const good = Array.from({ length: 190 }, (_, index) => `Person ${index + 1};person${index + 1}@example.net`);
const bad = ['Ohne;', 'Falsch;falsch@', 'Doppelt;person1@example.net', '=1+1;f@example.net', ';ohne@example.net'];
const file = Buffer.from(['Name;E-Mail', ...good, ...bad, ...bad.map((line) => `${line};;zu viel`)].join('\r\n')).toString('base64');
/** Ten addresses the relay refuses at once. */
const isRefused = (address: string): boolean => /^person\d*7@/.test(address) && Number(/\d+/.exec(address)?.[0]) <= 97;
const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  database = await throwawayDatabase();
  db = openDatabase(database.url, 2);
  relay = await startTestRelay();
  relayPort = relay.port;
  receivePort = await freePort();
  const port = await freePort();
  saal = await startSaal({
    ...{ databaseUrl: database.url, port },
    env: {
      ...{ SAAL_PUBLIC_URL: `http://localhost:${port}`, SAAL_MAIL_HOST: '127.0.0.1', SAAL_MAIL_PORT: String(relayPort) },
      ...{ SAAL_MAIL_SECURITY: 'plain', SAAL_MAIL_FROM: 'saal@stadt.example', SAAL_MAIL_HOUSE_NAME: 'Stadt Beispiel' },
      ...{ SAAL_MAIL_ANSWERS_TO: 'saal@stadt.example', SAAL_MAIL_RECEIVE_PORT: String(receivePort), SAAL_MAIL_PER_MINUTE: '60000' },
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

const overview = (id: string): Promise<CampaignView> => anna.http.expect(CampaignView, 'GET', `/api/campaigns/${id}`);
const by = (interviews: readonly InterviewView[], ...states: InterviewView['state'][]): InterviewView[] =>
  interviews.filter(({ state }) => states.includes(state));
async function lettersWhere(condition: 'waiting' | 'any'): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from invitations.letter
    where due_at_ms <= ${Date.now()} and (${condition === 'any'} or state in ('queued', 'sending'))`.execute(db);
  return rows[0]?.n ?? 0;
}
const messageIds = (): string[] => relay.taken.map(({ mail }) => mail.messageId ?? '');

test('200 letters are queued and go out', { timeout: 120_000 }, async () => {
  const before = await lettersWhere('any');
  const plan = {
    ...{ title: 'Ausbildung', timeZone: 'Europe/Berlin', lengthMin: 15, panels: [{ name: 'A', people: [anna.email] }] },
    days: [13, 14, 15, 16, 17].map((ahead) => ({ date: day(ahead), from: '08:00', to: '20:00' })),
  };
  const { id } = await anna.http.expect(CampaignView, 'POST', '/api/campaigns', plan);
  const applicants = Array.from({ length: 200 }, (_, index) => ({ name: `Azubi ${index}`, email: `azubi${index}@example.net` }));
  await anna.http.expect(ApplicantsSet, 'PUT', `/api/campaigns/${id}/applicants`, { applicants });
  const startedMs = performance.now();
  await anna.http.expect(CampaignDone, 'POST', `/api/campaigns/${id}/send`, {});
  await until('all are queued', async () => (await lettersWhere('any')) === before + 200, { timeoutMs: 60_000, everyMs: 20 });
  const queuedMs = Math.round(performance.now() - startedMs);
  await until('all are out', async () => (await lettersWhere('waiting')) === 0, { timeoutMs: 60_000, everyMs: 50 });
  const outMs = Math.round(performance.now() - startedMs);
  expect(new Set(messageIds()).size).toBe(200);
  const failed = saal.logs.split('an interview could not be planned').length - 1;
  recordFigures('campaignQueue', { letters: 200, queuedMs, outMs, failed });
});

test('200 lines become letters that go out once, come back, and are answered', { timeout: 300_000 }, async () => {
  const earlier = await lettersWhere('any');
  const plan = {
    ...{ title: 'Sachbearbeitung Bauamt', timeZone: 'Europe/Berlin', lengthMin: 15 },
    days: [3, 4, 5, 6].map((ahead) => ({ date: day(ahead), from: '08:00', to: '20:00' })),
    panels: [{ name: 'A', people: [anna.email] }],
  };
  const { id } = await anna.http.expect(CampaignView, 'POST', '/api/campaigns', plan);
  const preview = await anna.http.expect(ApplicantsSet, 'PUT', `/api/campaigns/${id}/applicants`, { file });
  const drafts = 'campaign' in preview ? preview.campaign.interviews : [];
  expect(drafts.filter(({ problems }) => problems.length > 0).map(({ line }) => line)).toEqual(
    Array.from({ length: 10 }, (_, index) => 192 + index),
  );
  expect(relay.taken).toHaveLength(earlier);

  relay.delayMs = 40;
  relay.fault = (address) => (isRefused(address) ? { at: 'rcpt', code: 550, words: '5.1.1 no such user' } : undefined);
  const startedMs = performance.now();
  await anna.http.expect(CampaignDone, 'POST', `/api/campaigns/${id}/send`, { leaveOutProblems: true });
  await until('forty letters are out', () => relay.taken.length >= earlier + 40, { timeoutMs: 60_000, everyMs: 5 });
  await saal.kill9();
  await saal.restart();
  await until('a hundred letters are out', () => relay.taken.length >= earlier + 100, { timeoutMs: 120_000, everyMs: 5 });
  const before = relay.taken;
  await relay.stop();
  await pause(3_000); // as long as a relay takes to be started again
  const { fault } = relay;
  relay = await startTestRelay(relayPort);
  Object.assign(relay, { fault });
  relay.taken.push(...before);
  await until('no letter waits', async () => (await lettersWhere('any')) === earlier + 190 && (await lettersWhere('waiting')) === 0, {
    timeoutMs: 180_000,
    everyMs: 200,
  });
  const wholeMs = performance.now() - startedMs;

  const { interviews } = await overview(id);
  const planned = interviews.filter(({ problems }) => problems.length === 0);
  expect(new Set(messageIds()).size).toBe(relay.taken.length);
  const arrived = new Set(relay.taken.map(({ to }) => to));
  const unknown = by(planned, 'unknown');
  expect(by(planned, 'sent').every(({ email }) => arrived.has(email))).toBe(true);
  expect(by(planned, 'bounced').map(({ email }) => email)).toEqual(planned.map(({ email }) => email).filter(isRefused));
  expect(by(planned, 'bounced').every(({ mailReason }) => mailReason === '550 5.1.1 no such user')).toBe(true);
  expect(by(planned, 'sent', 'bounced', 'unknown')).toHaveLength(190);
  // Ten connections at most were in use when the one died, and when the other did.
  expect(unknown.length).toBeLessThanOrEqual(20);

  const letterTo = (email: string) => relay.taken.find(({ to }) => to === email);
  const well = by(planned, 'sent');
  for (const { email } of well.slice(0, 10))
    expect(await handIn(receivePort, { from: '', to: letterTo(email)?.from ?? '' }, reportOf(email, 'failed'))).toBe('taken');
  const answers = [
    'ACCEPTED',
    'ACCEPTED',
    'ACCEPTED',
    'ACCEPTED',
    'ACCEPTED',
    'ACCEPTED',
    'TENTATIVE',
    'TENTATIVE',
    'DECLINED',
    'DECLINED',
  ] as const;
  for (const [index, answer] of answers.entries()) {
    const { email } = well[10 + index] ?? { email: '' };
    const invitation = letterTo(email)
      ?.mail.attachments.find(({ contentType }) => contentType === 'text/calendar')
      ?.content.toString('utf8');
    const reply = replyOf(invitation ?? '', answer);
    expect(await handIn(receivePort, { from: email, to: reply.to }, reply.message)).toBe('taken');
  }
  const after = (await overview(id)).interviews;
  expect(by(after, 'bounced')).toHaveLength(20);
  expect([by(after, 'accepted').length, by(after, 'tentative').length, by(after, 'declined').length]).toEqual([6, 2, 2]);
  recordFigures('campaignMail', { letters: 190, wholeMs: Math.round(wholeMs), unknown: unknown.length });
});
