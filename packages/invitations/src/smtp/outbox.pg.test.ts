import { randomUUID } from 'node:crypto';
import { createLogger, systemClock } from '@saal/foundation';
import { throwawayDatabase, type ThrowawayDatabase } from '@saal/foundation/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOutbox, type MailFeature, type MailSettings } from '../create-outbox.ts';
import { invitationsMigrations } from '../index.ts';
import type { Letter, LetterState } from '../mail-ports.ts';
import { startTestRelay, type TestRelay } from '../testing/test-relay.ts';

let database: ThrowawayDatabase;
let relay: TestRelay;
let features: MailFeature[];

async function start(changes: Partial<MailSettings['relay']> = {}): Promise<MailFeature> {
  const feature = await createOutbox({
    ...{ db: database.db, databaseUrl: database.url, clock: systemClock, log: createLogger('silent') },
    settings: {
      relay: { host: '127.0.0.1', port: relay.port, security: 'plain', perMinute: 60_000, ...changes },
      ...{ from: 'saal@example.org', house: { name: 'Stadt Beispiel' }, answersTo: 'saal@example.org' },
      ...{ installationSecret: 'x'.repeat(32), retryAfterS: 1 },
    },
  });
  features.push(feature);
  return feature;
}

const letter = (changes: Partial<Letter> = {}): Letter => ({
  ...{ id: randomUUID(), subjectId: 'one', to: { name: 'Bob Muster', email: 'bob@example.net' }, language: 'de' },
  ...{ subject: 'Einladung', paragraphs: ['Guten Tag'], ...changes },
});
const state = async ({ outbox }: MailFeature, subjectId = 'one'): Promise<{ state?: LetterState; reason?: string }> =>
  (await outbox.statesOf([subjectId])).get(subjectId) ?? {};
const until = (check: () => Promise<void> | void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 50 });

beforeEach(async () => {
  database = await throwawayDatabase([invitationsMigrations]);
  relay = await startTestRelay();
  features = [];
});
afterEach(async () => {
  await Promise.all(features.map((feature) => feature.close()));
  await relay.stop();
  await database.close();
});

test('a letter goes out once, however often it is put in, with its own Message-ID, and its words are forgotten here', async () => {
  const mail = await start();
  const one = letter({ senderName: 'Anna Beispiel', action: { label: 'Teilnehmen', url: 'https://saal.example.org/m/1#geheim' } });
  await mail.outbox.put(one);
  await mail.outbox.put(one);
  await until(async () => expect(await state(mail)).toEqual({ state: 'sent' }));
  await mail.outbox.put(one);
  expect(relay.taken.map(({ mail: { messageId, subject, from }, to }) => [to, messageId, subject, from?.text])).toEqual([
    ['bob@example.net', `<${one.id}@example.org>`, 'Einladung', '"Anna Beispiel (Stadt Beispiel)" <saal@example.org>'],
  ]);
  expect(relay.taken[0]?.from).toMatch(/^saal\+[0-9a-f]{32}\.[0-9a-f]{20}@example\.org$/);
  const { rows } = await sql<{ content: unknown }>`select content from invitations.letter`.execute(database.db);
  expect(rows).toEqual([{ content: null }]);
});

test('a relay that is busy is asked again', async () => {
  relay.fault = () => ({ at: 'rcpt', code: 450, words: 'greylisted' });
  const mail = await start();
  await mail.outbox.put(letter());
  await until(async () => {
    const { rows } = await sql<{ reason: string }>`select reason from invitations.letter`.execute(database.db);
    expect(rows[0]?.reason ?? '').toContain('450 greylisted');
  });
  expect(await state(mail)).toEqual({ state: 'queued' });
  relay.fault = (() => {
    const tries = new Map<string, number>();
    return (address) => {
      const count = (tries.get(address) ?? 0) + 1;
      tries.set(address, count);
      return count === 2 ? { at: 'data', code: 451, words: 'disk full' } : undefined; // the second time it is asked: after the content
    };
  })();
  await until(async () => expect(await state(mail)).toEqual({ state: 'sent' }));
  expect(relay.taken).toHaveLength(1);
});

test('a letter whose address was corrected while a busy relay had it is not tried again', async () => {
  relay.fault = () => ({ at: 'rcpt', code: 450, words: 'greylisted' });
  const mail = await start();
  await mail.outbox.put(letter());
  const known = async () =>
    (await sql<{ state: string; reason: string | null }>`select state, reason from invitations.letter`.execute(database.db)).rows[0];
  await until(async () => expect((await known())?.reason ?? '').toContain('450 greylisted'));
  await sql`update invitations.letter set content = null`.execute(database.db);
  relay.fault = () => undefined;
  await until(async () => expect((await known())?.state).toBe('unknown'));
  expect(relay.taken).toEqual([]);
});

test('a relay that is away is asked again until it is back', async () => {
  const { port } = relay;
  await relay.stop();
  const mail = await start({ port });
  await mail.outbox.put(letter());
  await until(async () => {
    const { rows } = await sql<{ retry_count: number }>`select retry_count from invitations_jobs.job where name = 'letter'`.execute(
      database.db,
    );
    expect(rows[0]?.retry_count).toBeGreaterThan(0);
  });
  relay = await startTestRelay(port);
  await until(async () => expect(await state(mail)).toEqual({ state: 'sent' }));
  expect(relay.taken).toHaveLength(1);
});

test('what the relay refuses has bounced, with its words', async () => {
  relay.fault = (address) =>
    address === 'bob@example.net' ? { at: 'rcpt', code: 550, words: 'no such user' } : { at: 'data', code: 554, words: 'looks like spam' };
  const mail = await start();
  await mail.outbox.put(letter());
  await mail.outbox.put(letter({ subjectId: 'two', to: { name: 'Carol', email: 'carol@example.net' } }));
  await until(async () => {
    expect(await state(mail)).toEqual({ state: 'bounced', reason: '550 no such user' });
    expect(await state(mail, 'two')).toEqual({ state: 'bounced', reason: '554 looks like spam' });
  });
});

test('a connection that breaks after the content leaves the letter unknown, and it is never sent again', async () => {
  relay.fault = () => 'cut';
  const mail = await start();
  await mail.outbox.put(letter());
  await until(async () => expect(await state(mail)).toMatchObject({ state: 'unknown' }));
  relay.fault = () => undefined;
  await mail.outbox.put(letter({ subjectId: 'two' }));
  await until(async () => expect(await state(mail, 'two')).toEqual({ state: 'sent' }));
  expect(relay.taken.map(({ mail: { messageId } }) => messageId)).toHaveLength(2);
  expect(new Set(relay.taken.map(({ mail: { messageId } }) => messageId)).size).toBe(2);
});

test('what a server left in the middle of sending is unknown to the next one', async () => {
  const mail = await start();
  const one = letter();
  relay.fault = () => ({ at: 'rcpt', code: 450, words: 'wait' });
  await mail.outbox.put(one);
  await until(async () => {
    const { rows } = await sql`select 1 from invitations.letter where reason is not null`.execute(database.db);
    expect(rows).toHaveLength(1);
  });
  await sql`update invitations.letter set state = 'sending'`.execute(database.db);
  relay.fault = () => undefined;
  await until(async () => expect(await state(mail)).toEqual({ state: 'unknown', reason: 'interrupted' }));
  expect(relay.taken).toHaveLength(0);
});

test('a letter that is not due yet stays, and one that was withdrawn never goes out', async () => {
  const mail = await start();
  const reminder = letter({ subject: 'Erinnerung', notBeforeMs: Date.now() + 3_000 });
  await mail.outbox.put(letter());
  await mail.outbox.put(reminder);
  await mail.outbox.put(letter({ subjectId: 'two', notBeforeMs: Date.now() + 2_000 }));
  await mail.outbox.withdraw({ subjectId: 'two' });
  await until(async () => expect(await state(mail)).toEqual({ state: 'sent' }));
  expect(relay.taken.map(({ mail: { subject } }) => subject)).toEqual(['Einladung']);
  await until(() => expect(relay.taken.map(({ mail: { subject } }) => subject)).toEqual(['Einladung', 'Erinnerung']));
  expect(Date.now()).toBeGreaterThanOrEqual(reminder.notBeforeMs ?? 0);
  expect(await state(mail, 'two')).toEqual({ state: 'withdrawn' });
});

test('two servers on one database send each of 40 letters once', async () => {
  const [one, other] = await Promise.all([start(), start()]);
  relay.delayMs = 20;
  const letters = Array.from({ length: 40 }, (_, index) => letter({ subjectId: `s${index}` }));
  await Promise.all(letters.map((each, index) => (index % 2 === 0 ? one : other).outbox.put(each)));
  await until(() => expect(relay.taken).toHaveLength(40));
  await until(async () => {
    const states = await one.outbox.statesOf(letters.map(({ subjectId }) => subjectId));
    expect(new Set([...states.values()].map(({ state: each }) => each))).toEqual(new Set(['sent']));
  });
  expect(new Set(relay.taken.map(({ mail: { messageId } }) => messageId)).size).toBe(40);
});

test('a letter that is put in with a deed goes out when the deed is done, and is nowhere when it came to nothing', async () => {
  const mail = await start();
  const [undone, done] = [letter({ subjectId: 'undone' }), letter({ subjectId: 'done' })];
  const failing = database.db.transaction().execute(async (transaction) => {
    await mail.putIn(transaction, undone);
    throw new Error('the server was killed');
  });
  await expect(failing).rejects.toThrow('the server was killed');
  await database.db.transaction().execute(async (transaction) => {
    await mail.putIn(transaction);
    await mail.putIn(transaction, done);
  });
  await until(async () => expect(await state(mail, 'done')).toEqual({ state: 'sent' }));
  expect([await state(mail, 'undone'), relay.taken.length]).toEqual([{}, 1]);
});
