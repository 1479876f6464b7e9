import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock, throwawayDatabase, type ThrowawayDatabase } from '../testing/index.ts';
import { AuditTrail } from './audit-trail.ts';

const day = 86_400_000;
let database: ThrowawayDatabase;
let clock: FakeClock;
let trail: AuditTrail;
beforeEach(async () => {
  database = await throwawayDatabase();
  clock = new FakeClock(Date.UTC(2026, 10, 1));
  trail = new AuditTrail(database.db, clock);
});
afterEach(() => database.close());

const byAlice = { kind: 'person', id: 'alice' } as const;
const bob = { kind: 'person', id: 'bob' } as const;

async function actions(filter: Parameters<AuditTrail['read']>[0] = {}): Promise<string[]> {
  return (await trail.read(filter, { limit: 100 })).map(({ action }) => action);
}

test('what is written is read again, newest first', async () => {
  await trail.write({ action: 'preset.changed', actor: byAlice, subject: { kind: 'preset', id: 'interview' } });
  clock.advance(1_000);
  await trail.write({ action: 'disabled', subject: bob, network: '192.0.2.0', details: { method: 'directory', roles: ['auditor'] } });
  expect(await trail.read({}, { limit: 10 })).toEqual([
    {
      ...{ id: 2, atMs: clock.now(), action: 'disabled', subject: bob, network: '192.0.2.0' },
      details: { method: 'directory', roles: ['auditor'] },
    },
    {
      ...{ id: 1, atMs: clock.now() - 1_000, action: 'preset.changed', actor: byAlice },
      ...{ subject: { kind: 'preset', id: 'interview' }, details: {} },
    },
  ]);
});

test('pages follow each other without gaps, and filters narrow', async () => {
  for (let n = 1; n <= 5; n++) {
    await trail.write({ action: `deed-${n}`, actor: n % 2 ? byAlice : bob, subject: { kind: n > 3 ? 'room' : 'person', id: `x${n}` } });
    clock.advance(day);
  }
  const first = await trail.read({}, { limit: 2 });
  const second = await trail.read({}, { limit: 2, before: first.at(-1)?.id });
  expect([...first, ...second].map(({ action }) => action)).toEqual(['deed-5', 'deed-4', 'deed-3', 'deed-2']);
  expect(await actions({ ids: ['bob'] })).toEqual(['deed-4', 'deed-2']);
  expect(await actions({ ids: ['bob', 'x1'] })).toEqual(['deed-4', 'deed-2', 'deed-1']);
  expect(await actions({ ids: [] })).toEqual([]);
  expect(await actions({ action: 'deed-3' })).toEqual(['deed-3']);
  expect(await actions({ without: ['deed-3', 'deed-4'] })).toEqual(['deed-5', 'deed-2', 'deed-1']);
  expect(await actions({ subjectKind: 'room' })).toEqual(['deed-5', 'deed-4']);
  expect(await trail.actions()).toEqual(['deed-1', 'deed-2', 'deed-3', 'deed-4', 'deed-5']);
  const third = Date.UTC(2026, 10, 3);
  expect(await actions({ fromMs: third, untilMs: third + day })).toEqual(['deed-3']);
});

test('nobody changes or deletes an entry, whatever their program does', async () => {
  await trail.write({ action: 'deed' });
  for (const attempt of [
    sql`update audit.entry set action = 'other'`,
    sql`delete from audit.entry`,
    sql`truncate audit.entry`,
    sql`merge into audit.entry using (select 1 as id) as one on entry.id = one.id when matched then delete`,
  ])
    await expect(attempt.execute(database.db)).rejects.toThrow('the audit is not changed');
  expect(await actions()).toEqual(['deed']);
});

test('entries go when they have had their time; afterwards others still cannot be deleted', async () => {
  await trail.write({ action: 'old' });
  clock.advance(day);
  await trail.write({ action: 'new' });
  expect(await trail.forget(clock.now())).toBe(1);
  expect(await trail.forget(clock.now())).toBe(0);
  expect(await actions()).toEqual(['new']);
  await expect(sql`delete from audit.entry`.execute(database.db)).rejects.toThrow('the audit is not changed');
});

test('a deed that does not come about leaves no entry, and one without its entry does not come about', async () => {
  await sql`create table seat (id int primary key)`.execute(database.db);
  const undone = database.db.transaction().execute(async (transaction) => {
    await trail.writeIn(transaction, { action: 'undone' });
    throw new Error('changed my mind');
  });
  await expect(undone).rejects.toThrow('changed my mind');
  const unwritten = database.db.transaction().execute(async (transaction) => {
    await sql`insert into seat values (1)`.execute(transaction);
    await trail.writeIn(transaction, { action: 'Not a code' });
  });
  await expect(unwritten).rejects.toThrow();
  expect(await actions()).toEqual([]);
  expect((await sql`select id from seat`.execute(database.db)).rows).toEqual([]);
});

test('what concerns many is written at once and in its order, by a provider as well', async () => {
  const by = { actor: { kind: 'scim-token', id: 'entra' }, details: { method: 'scim' } } as const;
  const facts = Array.from({ length: 3_000 }, (_, n) => ({ ...by, action: 'group-joined', subject: { kind: 'person', id: `p${n}` } }));
  await trail.writeAllIn(database.db, facts);
  await trail.writeAllIn(database.db, []);
  const [newest] = await trail.read({ ids: ['entra'] }, { limit: 1 });
  expect(newest).toEqual({ ...facts.at(-1), id: 3_000, atMs: clock.now() });
});
