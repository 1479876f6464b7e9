import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AuditTrail, createLogger, migrate, systemClock } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { accountsMigrations } from '../create-accounts.ts';

test('what accounts wrote before moves into the audit of the house, and so does what servers of the version before still write', async () => {
  const database = await throwawayDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'saal-audit-'));
  try {
    await cp(accountsMigrations.directory, folder, { recursive: true, filter: (path) => !path.endsWith('_move_audit.sql') });
    await migrate(database.db, [{ feature: 'accounts', directory: pathToFileURL(folder) }], createLogger('silent'));
    await sql`insert into accounts.audit (at, action, actor_id, subject_id, network, details) values
      ('2026-11-01T10:00Z', 'invited', 'alice', 'i1', '192.0.2.0', '{"role":"person"}'),
      ('2026-11-02T10:00Z', 'link-refused', null, null, '192.0.2.0', '{}')`.execute(database.db);
    await migrate(database.db, [accountsMigrations], createLogger('silent'));
    await sql`insert into accounts.audit (at, action, actor_id, subject_id) values ('2026-11-03T10:00Z', 'disabled', 'alice', 'bob')`.execute(
      database.db,
    );
    const alice = { kind: 'person', id: 'alice' };
    expect(await new AuditTrail(database.db, systemClock).read({}, { limit: 10 })).toEqual([
      { id: 3, atMs: Date.UTC(2026, 10, 3, 10), action: 'disabled', actor: alice, subject: { kind: 'person', id: 'bob' }, details: {} },
      { id: 2, atMs: Date.UTC(2026, 10, 2, 10), action: 'link-refused', network: '192.0.2.0', details: {} },
      {
        ...{ id: 1, atMs: Date.UTC(2026, 10, 1, 10), action: 'invited', actor: alice, network: '192.0.2.0' },
        ...{ subject: { kind: 'invitation', id: 'i1' }, details: { role: 'person' } },
      },
    ]);
    expect((await sql`select 1 from accounts.audit`.execute(database.db)).rows).toEqual([]);
  } finally {
    await database.close();
    await rm(folder, { recursive: true });
  }
});
