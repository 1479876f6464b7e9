import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApplicationsHouse, password, type Answer, type ApplicationsHouse } from './testing/applications-house.ts';

let house: ApplicationsHouse;
beforeAll(async () => {
  house = await openApplicationsHouse();
});
afterAll(() => house.close());

const ask: ApplicationsHouse['ask'] = (...request) => house.ask(...request);
const as: ApplicationsHouse['as'] = (...request) => house.as(...request);
const fromPage: ApplicationsHouse['fromPage'] = (...request) => house.fromPage(...request);
const newApplication: ApplicationsHouse['newApplication'] = (...wanted) => house.newApplication(...wanted);

const interview = { kind: 'planned', title: 'Interview', startsAtMs: Date.UTC(2027, 0, 4, 9), durationMin: 45, timeZone: 'Europe/Berlin' };
const made = async (key: string): Promise<string> => (await as(key, 'POST', '/meetings', interview)).json<{ id: string }>().id;
const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code;

test('an application makes, reads, changes, lists by pages and deletes meetings of the person it acts for', async () => {
  const { key } = await newApplication();
  const answer = await as(key, 'POST', '/meetings', interview);
  expect(answer.statusCode).toBe(201);
  const meeting = answer.json<{ id: string }>();
  expect(meeting).toMatchObject({ title: 'Interview', durationMin: 45, running: false, url: `https://meet.example.org/m/${meeting.id}` });
  expect((await fromPage(house.ownerCookie, 'GET', `/api/meetings/${meeting.id}`)).json()).toMatchObject({ title: 'Interview' });
  expect((await as(key, 'PATCH', `/meetings/${meeting.id}`, { title: 'Talk' })).json()).toMatchObject({ title: 'Talk' });
  expect((await as(key, 'GET', `/meetings/${meeting.id}`)).json()).toMatchObject({ title: 'Talk' });

  const all = [await made(key), await made(key), meeting.id];
  const first = (await as(key, 'GET', '/meetings?limit=2')).json<{ meetings: { id: string }[]; nextCursor: string }>();
  const second = (await as(key, 'GET', `/meetings?limit=2&cursor=${first.nextCursor}`)).json<typeof first>();
  expect([...first.meetings, ...second.meetings].map(({ id }) => id)).toEqual([all[1], all[0], all[2]]);
  expect(second.nextCursor).toBeUndefined();

  expect((await as(key, 'DELETE', `/meetings/${meeting.id}`)).statusCode).toBe(204);
  expect((await as(key, 'GET', `/meetings/${meeting.id}`)).statusCode).toBe(404);
  expect((await fromPage(house.ownerCookie, 'GET', `/api/meetings/${meeting.id}`)).statusCode).toBe(404);
});

test("A03: another application's meeting and its owner's own answer like one that does not exist", async () => {
  const [one, other] = [await newApplication(), await newApplication()];
  const own = (await fromPage(house.ownerCookie, 'POST', '/api/meetings', { kind: 'instant' })).json<{ id: string }>();
  for (const id of [await made(one.key), own.id]) {
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const body = method === 'PATCH' ? { title: 'Mine' } : undefined;
      const foreign = await as(other.key, method, `/meetings/${id}`, body);
      const absent = await as(other.key, method, '/meetings/AAAAAAAAAAAAAAAAAAAAAA', body);
      expect([foreign.statusCode, foreign.body]).toEqual([404, absent.body]);
      expect(foreign.headers.get('content-type')).toContain('application/problem+json');
    }
  }
  expect((await as(other.key, 'GET', '/meetings')).json()).toEqual({ meetings: [] });
});

test('a repeated request with its idempotency key makes one meeting, and with another body none', async () => {
  const { key } = await newApplication();
  const headers = { 'idempotency-key': 'order-1' };
  const first = await as(key, 'POST', '/meetings', interview, headers);
  expect((await as(key, 'POST', '/meetings', interview, headers)).json()).toEqual(first.json());
  const reused = await as(key, 'POST', '/meetings', { ...interview, title: 'Other' }, headers);
  expect([reused.statusCode, codeOf(reused)]).toEqual([422, 'idempotency_key_reused']);
  const many = await Promise.all(
    Array.from({ length: 8 }, () => as(key, 'POST', '/meetings', interview, { 'idempotency-key': 'order-2' })),
  );
  expect(many.filter(({ statusCode }) => ![201, 409].includes(statusCode))).toEqual([]);
  expect((await as(key, 'GET', '/meetings')).json<{ meetings: unknown[] }>().meetings).toHaveLength(2);
  // What was refused may be tried again under the same key.
  const wrong = await as(key, 'POST', '/meetings', { kind: 'planned' }, { 'idempotency-key': 'order-3' });
  expect(wrong.statusCode).toBe(400);
  expect((await as(key, 'POST', '/meetings', interview, { 'idempotency-key': 'order-3' })).statusCode).toBe(201);
});

test('a key ends by renewing, removing, its date, and with the account it acts for; a scope it lacks is named', async () => {
  const reader = await newApplication(['meetings.read']);
  const refused = await as(reader.key, 'POST', '/meetings', interview);
  expect([refused.statusCode, refused.json<{ details: unknown }>().details]).toEqual([403, { scope: 'meetings.write' }]);

  const renewed = (await fromPage(house.administratorCookie, 'POST', `/api/applications/${reader.id}/key`, {})).json<{ key: string }>();
  expect(codeOf(await as(reader.key, 'GET', '/meetings'))).toBe('api_key_invalid');
  expect((await as(renewed.key, 'GET', '/meetings')).statusCode).toBe(200);
  await sql`update integration.application set expires_at_ms = 1 where id = ${reader.id}`.execute(house.db);
  expect((await as(renewed.key, 'GET', '/meetings')).statusCode).toBe(401);

  const carol = await house.accounts.createPerson({ email: 'carol@example.org', displayName: 'Carol', password, role: 'person' });
  const [gone, orphan] = [await newApplication(), await newApplication(['meetings.read'], carol.id)];
  expect((await fromPage(house.administratorCookie, 'DELETE', `/api/applications/${gone.id}`)).statusCode).toBe(204);
  expect((await as(gone.key, 'GET', '/meetings')).statusCode).toBe(401);
  expect((await as(orphan.key, 'GET', '/meetings')).statusCode).toBe(200);
  await fromPage(house.administratorCookie, 'PATCH', `/api/people/${carol.id}`, { disabled: true });
  const over = await as(orphan.key, 'GET', '/meetings');
  expect([over.statusCode, over.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
});

test('only administrators see and make applications, from our own pages', async () => {
  for (const [cookie, status] of [
    ['', 401],
    [house.ownerCookie, 403],
  ] as const) {
    expect((await fromPage(cookie, 'GET', '/api/applications')).statusCode).toBe(status);
  }
  const foreign = await ask('POST', '/api/applications', { origin: 'https://evil.example', cookie: house.administratorCookie }, {});
  expect(foreign.statusCode).toBe(403);
  expect((await ask('GET', '/api/v1/meetings', { cookie: house.administratorCookie })).statusCode).toBe(401);
});

test('who made, renewed and removed an application is in the audit', async () => {
  const { id } = await newApplication();
  await fromPage(house.administratorCookie, 'POST', `/api/applications/${id}/key`, {});
  await fromPage(house.administratorCookie, 'DELETE', `/api/applications/${id}`);
  const { entries } = (await fromPage(house.administratorCookie, 'GET', `/api/audit?person=${id}`)).json<{
    entries: { action: string; actor: { name?: string } | null }[];
  }>();
  expect(entries.map(({ action }) => action)).toEqual(['application.revoked', 'application.renewed', 'application.made']);
});

test('what an administrator does with applications and webhooks does not come about without its entry in the audit', async () => {
  const { id, key } = await newApplication();
  const hook = { url: 'https://talents.example/hook', events: ['meeting.ended'] };
  const webhooks = `/api/applications/${id}/webhooks`;
  const { id: hookId } = (await fromPage(house.administratorCookie, 'POST', webhooks, hook)).json<{ id: string }>();
  const state = async (): Promise<unknown> => [
    (await sql`select id, secret_hash, origins from integration.application order by id`.execute(house.db)).rows,
    (await sql`select id, sealed_secret from integration.webhook order by id`.execute(house.db)).rows,
  ];
  const before = await state();
  await sql`create function audit.broken() returns trigger language plpgsql as $$ begin raise 'no'; end $$`.execute(house.db);
  await sql`create trigger broken before insert on audit.entry for each row execute function audit.broken()`.execute(house.db);
  for (const [method, path, body] of [
    ['POST', '/api/applications', { name: 'Other', ownerId: house.owner.id, scopes: ['meetings.read'] }],
    ['POST', `/api/applications/${id}/key`, {}],
    ['PUT', `/api/applications/${id}/origins`, { origins: ['https://talents.example'] }],
    ['DELETE', `/api/applications/${id}`, undefined],
    ['POST', webhooks, hook],
    ['POST', `${webhooks}/${hookId}/secret`, undefined],
    ['DELETE', `${webhooks}/${hookId}`, undefined],
  ] as const)
    expect((await fromPage(house.administratorCookie, method, path, body)).statusCode, `${method} ${path}`).toBe(500);
  await sql`drop function audit.broken cascade`.execute(house.db);
  expect(await state()).toEqual(before);
  expect((await as(key, 'GET', '/meetings')).statusCode).toBe(200);
});

test('a meeting of an application is framed by pages of that application alone; one that none made, by those of all', async () => {
  const listed = async (origin: string) => {
    const application = await newApplication();
    const answer = await fromPage(house.administratorCookie, 'PUT', `/api/applications/${application.id}/origins`, { origins: [origin] });
    expect(answer.statusCode).toBe(204);
    return application;
  };
  const frames = async (id: string): Promise<string[] | undefined> => {
    const policy = (await ask('GET', `/embed/m/${id}`, { accept: 'text/html' })).headers.get('content-security-policy');
    return /frame-ancestors ([^;]*)/
      .exec(policy ?? '')?.[1]
      ?.split(' ')
      .toSorted();
  };
  const talents = await listed('https://talents.example.org');
  const planner = await listed('https://planner.example.org');
  const without = await newApplication();
  const both = ['https://planner.example.org', 'https://talents.example.org'];
  const [ofTalents, ofNobody] = [await made(talents.key), await made(without.key)];
  expect(await frames(ofTalents)).toEqual(['https://talents.example.org']);
  expect(await frames(await made(planner.key))).toEqual(['https://planner.example.org']);
  expect(await frames(ofNobody)).toEqual(["'none'"]);
  const ofBob = (await fromPage(house.ownerCookie, 'POST', '/api/meetings', { kind: 'instant' })).json<{ id: string }>().id;
  // Whether there is such a meeting is not told.
  for (const id of [ofBob, 'AAAAAAAAAAAAAAAAAAAAAA', '%00', 'ä']) expect([id, await frames(encodeURI(decodeURI(id)))]).toEqual([id, both]);
  await sql`update integration.application set expires_at_ms = 1 where id = ${talents.id}`.execute(house.db);
  expect([await frames(ofTalents), await frames(ofBob)]).toEqual([["'none'"], ['https://planner.example.org']]);
  await sql`update integration.application set origins = '{}'`.execute(house.db);
});

test('a page of others cannot use the cookie for duties of chat, which lie below /api/v1 too (CSRF)', async () => {
  const cookie = house.administratorCookie;
  const body = { person: '@bob:localhost', reason: 'none' };
  const foreign = await ask('POST', '/api/v1/chat/holds', { origin: 'https://evil.example', cookie }, body);
  expect([foreign.statusCode, foreign.json()]).toMatchObject([403, { error: { code: 'forbidden_origin' } }]);
  expect((await ask('GET', '/api/v1/openapi.json', {})).body).not.toContain('/chat/');
});

test('control characters in a name become a blank, and an id no application can have is refused, not a fault', async () => {
  const wanted = { name: 'Tal\u0000ents', ownerId: house.owner.id, scopes: ['meetings.read'] };
  expect((await fromPage(house.administratorCookie, 'POST', '/api/applications', wanted)).json()).toMatchObject({ name: 'Tal ents' });
  expect((await fromPage(house.administratorCookie, 'DELETE', '/api/applications/%00')).statusCode).toBe(400);
  expect((await fromPage(house.administratorCookie, 'DELETE', '/api/applications/AAAA')).statusCode).toBe(404);
});

test('one application that asks too much is told when to come again, and others are served', async () => {
  const [busy, calm] = [await newApplication(), await newApplication()];
  let answer = await as(busy.key, 'GET', '/meetings');
  for (let asked = 0; asked < 2000 && answer.statusCode === 200; asked++) answer = await as(busy.key, 'GET', '/meetings');
  expect([answer.statusCode, codeOf(answer), answer.headers.get('retry-after')]).toEqual([429, 'rate_limited', '1']);
  expect((await as(calm.key, 'GET', '/meetings')).statusCode).toBe(200);
});

test('A10: keys stand neither in the log nor in the database', async () => {
  const { key } = await newApplication();
  await as(key, 'GET', '/meetings');
  await as(key.slice(0, -1), 'GET', '/meetings');
  const rows = await sql`select * from integration.application`.execute(house.db);
  const entries = await sql`select * from audit.entry where action = 'application.made'`.execute(house.db);
  expect(entries.rows.length).toBeGreaterThan(0);
  expect(house.logged()).toContain('"level":');
  expect(house.logged() + JSON.stringify([rows.rows, entries.rows])).not.toContain(key.slice(5, 40));
});
