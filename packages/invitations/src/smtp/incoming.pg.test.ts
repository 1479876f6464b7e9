import { randomUUID } from 'node:crypto';
import { BlockList, connect } from 'node:net';
import { createLogger, systemClock } from '@saal/foundation';
import { throwawayDatabase, type ThrowawayDatabase } from '@saal/foundation/testing';
import type { SendMailOptions } from 'nodemailer';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOutbox, type MailFeature } from '../create-outbox.ts';
import { invitationsMigrations } from '../index.ts';
import type { CalendarEntry, Letter } from '../mail-ports.ts';
import { handIn as handInAt, replyOf, reportOf } from '../testing/hand-in.ts';
import { startTestRelay, type TestRelay } from '../testing/test-relay.ts';

let database: ThrowawayDatabase;
let relay: TestRelay;
let mail: MailFeature;
let receivePort: number;
let answers: object[];

const networks = new BlockList();
networks.addSubnet('127.0.0.0', 8);

async function start(allowed = networks): Promise<void> {
  receivePort = await freePort();
  mail = await createOutbox({
    ...{ db: database.db, databaseUrl: database.url, clock: systemClock, log: createLogger('silent') },
    settings: {
      relay: { host: '127.0.0.1', port: relay.port, security: 'plain', perMinute: 60_000 },
      ...{ from: 'saal@example.org', house: { name: 'Stadt Beispiel' }, answersTo: 'saal@example.org' },
      receive: { host: '127.0.0.1', port: receivePort, networks: allowed },
      installationSecret: 'x'.repeat(32),
    },
  });
  mail.outbox.onAnswer(async (answer) => {
    answers.push(answer);
  });
}
const calendar = (changes: Partial<CalendarEntry> = {}): CalendarEntry => ({
  ...{ uid: 'interview-1@example.org', sequence: 1, method: 'REQUEST', summary: 'Gespräch', description: 'Sachbearbeitung' },
  ...{ startsAtMs: Date.now() + 86_400_000, durationMin: 30, timeZone: 'Europe/Berlin', organizerName: 'Anna Beispiel', ...changes },
});
/** Sent and taken: the address it came from, and the calendar that was in it. */
async function sent(changes: Partial<Letter> = {}): Promise<{ returnPath: string; organizer: string; invitation: string }> {
  const count = relay.taken.length;
  await mail.outbox.put({
    ...{ id: randomUUID(), subjectId: 'one', to: { name: 'Bob', email: 'bob@example.net' }, language: 'de' },
    ...{ subject: 'Einladung', paragraphs: ['Guten Tag'], calendar: calendar(), ...changes },
  });
  await until(() => expect(relay.taken).toHaveLength(count + 1));
  await until(async () =>
    expect((await mail.outbox.statesOf([changes.subjectId ?? 'one'])).get(changes.subjectId ?? 'one')?.state).toBe('sent'),
  );
  const letter = relay.taken[count];
  const invitation = letter?.mail.attachments.find(({ contentType }) => contentType === 'text/calendar')?.content.toString('utf8') ?? '';
  return { returnPath: letter?.from ?? '', organizer: replyOf(invitation, 'ACCEPTED').to, invitation };
}
const until = (check: () => Promise<void> | void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 30 });
const known = async (subjectId = 'one') => (await mail.outbox.statesOf([subjectId])).get(subjectId);

const handIn = (to: string, message: SendMailOptions, from = 'bob@example.net'): Promise<string> =>
  handInAt(receivePort, { from, to }, message);

beforeEach(async () => {
  database = await throwawayDatabase([invitationsMigrations]);
  relay = await startTestRelay();
  answers = [];
  await start();
});
afterEach(async () => {
  await mail.close();
  await relay.stop();
  await database.close();
});

test('a report of failure marks the letter as bounced, with the words of the server; one of delay does not', async () => {
  const { returnPath } = await sent();
  expect(await handIn(returnPath, reportOf('bob@example.net', 'delayed'), '')).toBe('taken');
  expect(await known()).toEqual({ state: 'sent' });
  expect(await handIn(returnPath, reportOf('bob@example.net', 'failed'), '')).toBe('taken');
  expect(await known()).toEqual({ state: 'bounced', reason: '550 5.1.1 mailbox unavailable' });
});

test.each([
  ['ACCEPTED', 'accepted'],
  ['TENTATIVE', 'tentative'],
  ['DECLINED', 'declined'],
] as const)('a calendar that answers %s is understood, and told once it is stored', async (said, answer) => {
  const { organizer, invitation } = await sent();
  expect(await handIn(organizer, replyOf(invitation, said).message)).toBe('taken');
  expect(await known()).toEqual({ state: 'sent', answer });
  expect(answers).toEqual([{ subjectId: 'one', email: 'bob@example.net', answer }]);
});

test('an answer in the name of somebody else is dropped', async () => {
  const { organizer, invitation } = await sent();
  expect(await handIn(organizer, replyOf(invitation.replaceAll('bob@example.net', 'eve@example.net'), 'ACCEPTED').message)).toBe('taken');
  expect(await known()).toEqual({ state: 'sent' });
  expect(answers).toEqual([]);
});

test('after a change who invited is the same, and an answer to the old date counts no more', async () => {
  const first = await sent();
  await handIn(first.organizer, replyOf(first.invitation, 'ACCEPTED').message);
  const second = await sent({ subject: 'Neuer Termin', calendar: calendar({ sequence: 2, startsAtMs: Date.now() + 2 * 86_400_000 }) });
  expect(second.organizer).toBe(first.organizer);
  expect(second.returnPath).not.toBe(first.returnPath);
  expect(await known()).toEqual({ state: 'sent' });
  await handIn(first.organizer, replyOf(first.invitation, 'DECLINED').message);
  expect(await known()).toEqual({ state: 'sent' });
  await handIn(second.organizer, replyOf(second.invitation, 'TENTATIVE').message);
  expect(await known()).toEqual({ state: 'sent', answer: 'tentative' });
});

test('nothing is taken for made-up addresses, for others, or in words; a remark of a machine is taken and changes nothing', async () => {
  const { returnPath } = await sent();
  expect(await handIn(returnPath.replace(/\.[0-9a-f]/, '.z'), reportOf('bob@example.net', 'failed'))).toContain('no such address here');
  expect(await handIn('someone@example.com', { text: 'Spam' })).toContain('no such address here');
  expect(await handIn(returnPath, { text: 'Ich komme gern!' })).toContain('answers in words are not read here');
  expect(await handIn(returnPath, { text: 'Ich bin im Urlaub', headers: { 'Auto-Submitted': 'auto-replied' } })).toBe('taken');
  expect(await handIn(returnPath, { text: 'x'.repeat(1_200_000) })).toMatch(/exceeds|larger|too large/i);
  expect(await known()).toEqual({ state: 'sent' });
});

test('who does not belong to the house may not even knock', async () => {
  await mail.close();
  await start(new BlockList());
  const greeting = await new Promise<string>((resolve) =>
    connect(receivePort, '127.0.0.1').once('data', (bytes) => resolve(String(bytes))),
  );
  expect(greeting).toContain('554');
});

async function freePort(): Promise<number> {
  const trial = await startTestRelay();
  await trial.stop();
  return trial.port;
}
