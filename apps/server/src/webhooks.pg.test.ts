import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '@saal/foundation';
import { DeviceId } from '@saal/protocol';
import { TestClient, until } from '../../../packages/meetings/src/testing/test-client.ts';
import { openApplicationsHouse, type ApplicationsHouse } from './testing/applications-house.ts';
import { openReceiver, type Receiver } from './testing/webhook-receiver.ts';

let house: ApplicationsHouse;
let receiver: Receiver;
beforeAll(async () => {
  house = await openApplicationsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await sql`delete from integration.application`.execute(house.db); // what it left waits for nobody
  await receiver.close();
});

const all = [
  'meeting.planned',
  'meeting.changed',
  'meeting.deleted',
  'meeting.started',
  'meeting.ended',
  'participant.joined',
  'participant.left',
];
const everything = ['meetings.read', 'meetings.write', 'attendance.read', 'names.read'];
const interview = { kind: 'planned', title: 'Interview', startsAtMs: Date.UTC(2027, 0, 4, 9), durationMin: 45, timeZone: 'Europe/Berlin' };
type Hook = { id: string; secret: string };
type Delivery = { id: string; type: string; state: string; attempts: number; lastOutcome: string | null };

const admin: (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => ReturnType<ApplicationsHouse['ask']> = (
  method,
  path,
  body,
) => house.fromPage(house.administratorCookie, method, `/api/applications/${path}`, body);
async function hooked(scopes = everything, events = all): Promise<{ id: string; key: string; hook: Hook; path: string }> {
  const application = await house.newApplication(scopes);
  const answer = await admin('POST', `${application.id}/webhooks`, { url: receiver.url, events });
  expect(answer.statusCode).toBe(201);
  const hook = answer.json<Hook>();
  return { ...application, hook, path: `${application.id}/webhooks/${hook.id}` };
}
async function made(key: string, settings = {}): Promise<string> {
  const answer = await house.as(key, 'POST', '/meetings', { ...interview, settings });
  expect(answer.statusCode).toBe(201);
  return answer.json<{ id: string }>().id;
}
const deliveries = async (path: string): Promise<Delivery[]> =>
  (await admin('GET', `${path}/deliveries`)).json<{ deliveries: Delivery[] }>().deliveries;
/** Asked again and again, as a page would. */
async function untilDeliveries(path: string, good: (all: Delivery[]) => boolean): Promise<Delivery[]> {
  const endMs = performance.now() + 20_000;
  for (;;) {
    const now = await deliveries(path);
    if (good(now)) return now;
    if (performance.now() > endMs) throw new Error(JSON.stringify(now));
    await new Promise((done) => setTimeout(done, 50));
  }
}
const client = (cookie: string): Promise<TestClient> =>
  TestClient.open(house.url, { cookie, origin: house.url, deviceId: DeviceId.parse(newId()) });
async function guestCookie(): Promise<string> {
  const answer = await house.ask('POST', '/api/guest', { origin: house.url }, {});
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
/** Bob holds it, Gerd comes as a guest and goes, and Bob ends it. */
async function held(id: string): Promise<void> {
  const bob = await client(house.ownerCookie);
  await bob.join(id);
  const gerd = await client(await guestCookie());
  await gerd.join(id, { name: 'Gerd' });
  await bob.ask('meeting.end', {});
  for (const each of [bob, gerd]) each.cut();
}

test('a webhook is told what happens with a meeting, signed, with names of guests only where a scope says so', async () => {
  const { key, hook } = await hooked();
  const id = await made(key, { lobbyBypass: 'everyone' });
  await house.as(key, 'PATCH', `/meetings/${id}`, { title: 'Talk' });
  await held(id);
  await until('the end is told', () => receiver.got.some(({ type }) => type === 'meeting.ended'));
  await house.as(key, 'DELETE', `/meetings/${id}`);
  await until('all is told', () => receiver.got.length === 9);
  const told = receiver.got.map(({ type, data }) =>
    type.startsWith('participant.') ? `${type} ${JSON.stringify(data['name'] ?? '?').slice(1, -1)}` : type,
  );
  expect(told.sort()).toEqual([
    ...['meeting.changed', 'meeting.deleted', 'meeting.ended', 'meeting.planned', 'meeting.started'],
    ...['participant.joined ?', 'participant.joined Gerd', 'participant.left ?', 'participant.left Gerd'],
  ]);
  expect(receiver.got.find(({ type }) => type === 'meeting.ended')?.data).toEqual({
    ...{ meetingId: id, title: 'Talk', startsAtMs: interview.startsAtMs, durationMin: 45, timeZone: 'Europe/Berlin' },
  });
  expect(receiver.got.every(({ data, signed }) => data['meetingId'] === id && signed(hook.secret) && !signed('whsec_AAAA'))).toBe(true);
  expect(new Set(receiver.got.map((each) => each.id)).size).toBe(9);
});

test('without the scope nobody has a name, and without attendance nobody who comes is told at all', async () => {
  const nameless = await hooked(['meetings.read', 'meetings.write', 'attendance.read']);
  await held(await made(nameless.key, { lobbyBypass: 'everyone' }));
  await until('the end is told', () => receiver.got.filter(({ type }) => type === 'meeting.ended').length === 1);
  await until('all is told', () => receiver.got.length === 7);
  expect(receiver.got.filter(({ body }) => body.includes('Gerd') || body.includes('Bob'))).toEqual([]);
  const refused = await admin('POST', `${(await house.newApplication()).id}/webhooks`, {
    url: receiver.url,
    events: ['participant.joined'],
  });
  expect([refused.statusCode, refused.json()]).toMatchObject([
    400,
    { error: { code: 'bad_request', details: { scope: 'attendance.read' } } },
  ]);
});

test("A03: nothing is told of other applications' meetings, nor of its owner's own", async () => {
  const [one, other] = [await hooked(), await house.newApplication()];
  await made(other.key);
  const own = await house.fromPage(house.ownerCookie, 'POST', '/api/meetings', interview);
  expect(own.statusCode).toBe(201);
  const id = await made(one.key);
  await until('its own is told', () => receiver.got.length > 0);
  await untilDeliveries(one.path, (list) => list.length === 1 && list[0]?.state === 'delivered');
  expect(receiver.got.map(({ data }) => data['meetingId'])).toEqual([id]);
  // Another application's webhook answers like one that does not exist.
  for (const path of [`${other.id}/webhooks/${one.hook.id}`, `${one.id}/webhooks/AAAA`]) {
    const answer = await admin('GET', `${path}/deliveries`);
    expect([answer.statusCode, answer.json()]).toEqual([
      404,
      { error: { code: 'not_found', message: 'there is no such webhook or delivery' } },
    ]);
  }
});

test('what was refused is tried again by the same id, later each time, and can be replayed when it was given up', async () => {
  const { key, path, hook } = await hooked();
  receiver.status = 503;
  await made(key);
  const [first] = await untilDeliveries(path, ([one]) => one?.lastOutcome === '503');
  expect(first).toMatchObject({ type: 'meeting.planned', state: 'waiting', attempts: 1 });
  const { rows } = await sql<{ pause: number }>`select next_at_ms - last_at_ms as pause from integration.delivery`.execute(house.db);
  expect(rows[0]?.pause).toBeGreaterThanOrEqual(4_500);
  expect((await admin('GET', `${path.split('/')[0] ?? ''}/webhooks`)).json()).toMatchObject({
    webhooks: [{ offAtMs: null, failingSinceMs: expect.any(Number) as number }],
  });

  // Three days later.
  await sql`update integration.delivery set next_at_ms = 0, until_ms = 0`.execute(house.db);
  await untilDeliveries(path, ([one]) => one?.state === 'given-up');
  receiver.status = 204;
  expect((await admin('POST', `${path}/replay`, {})).json()).toEqual({ count: 1 });
  await untilDeliveries(path, ([one]) => one?.state === 'delivered');
  expect((await admin('POST', `${path}/replay`, { delivery: first?.id })).json()).toEqual({ count: 1 });
  await until('again', () => receiver.got.length === 4);
  expect(new Set(receiver.got.map(({ id }) => id))).toEqual(new Set([first?.id]));
  expect(receiver.got.every(({ signed }) => signed(hook.secret))).toBe(true);
  expect((await admin('POST', `${path}/replay`, { delivery: 'AAAA' })).statusCode).toBe(404);
});

test('after long failure a webhook is off, which its list, the log and a letter to the administrators say, and what happens meanwhile can be replayed', async () => {
  const { key, path, id } = await hooked();
  receiver.status = 500;
  await made(key);
  await untilDeliveries(path, ([one]) => one?.attempts === 1 && one.lastOutcome === '500');
  await sql`update integration.webhook set failing_since_ms = 1 where id = ${path.split('/')[2]}`.execute(house.db);
  await sql`update integration.delivery set next_at_ms = 0, until_ms = 0`.execute(house.db);
  await untilDeliveries(path, ([one]) => one?.state === 'given-up');
  const list = async () => (await admin('GET', `${id}/webhooks`)).json<{ webhooks: { offAtMs: number | null }[] }>().webhooks;
  expect((await list())[0]?.offAtMs).toEqual(expect.any(Number));
  expect(house.logged()).toContain('a webhook was turned off');
  const letters = await house.letters();
  expect(letters.map(({ to, subject }) => [to.email, subject])).toEqual([
    ['alice@example.org', expect.stringContaining('Talents') as string],
  ]);
  expect(JSON.stringify(letters)).not.toContain('/saal');
  await made(key);
  await untilDeliveries(path, (all) => all.length === 2 && all.every(({ state }) => state === 'given-up'));
  receiver.status = 204;
  expect((await admin('POST', `${path}/on`)).statusCode).toBe(204);
  expect((await admin('POST', `${path}/replay`, {})).json()).toEqual({ count: 2 });
  await untilDeliveries(path, (all) => all.every(({ state }) => state === 'delivered'));
  expect((await list())[0]).toMatchObject({ offAtMs: null, failingSinceMs: null });
});

test('an address that says it is gone is told nothing more', async () => {
  const { key, path, id } = await hooked();
  receiver.status = 410;
  await made(key);
  await untilDeliveries(path, ([one]) => one?.state === 'given-up');
  expect((await admin('GET', `${id}/webhooks`)).json()).toMatchObject({ webhooks: [{ offAtMs: expect.any(Number) as number }] });
});

test('a server that dies while it turns a webhook off has neither done so nor told it; who takes up what it was sending does both', async () => {
  const { key, path, id } = await hooked();
  receiver.status = 410;
  const offAtMs = async () =>
    (await admin('GET', `${id}/webhooks`)).json<{ webhooks: { offAtMs: number | null }[] }>().webhooks[0]?.offAtMs ?? null;
  const lettersOf = async () => (await house.letters()).filter(({ subjectId }) => subjectId === `webhook ${path.split('/')[2]}`);
  const before = house.logged().length;
  house.dieInNextDeed();
  await made(key);
  await until('it died', () => house.logged().slice(before).includes('webhooks could not be told'));
  expect([await offAtMs(), await lettersOf(), (await deliveries(path)).map(({ state }) => state)]).toEqual([null, [], ['waiting']]);
  // Nothing else happens: its time comes, and that is enough.
  await sql`update integration.delivery set next_at_ms = 0`.execute(house.db);
  await untilDeliveries(path, ([one]) => one?.state === 'given-up' && one.lastOutcome === '410');
  expect([await offAtMs(), receiver.got.length]).toEqual([expect.any(Number), 2]);
  expect((await lettersOf()).map(({ to }) => to.email)).toEqual(['alice@example.org']);
});

test('who died while sending leaves it to the next, by the same id', async () => {
  const { key, path } = await hooked();
  await made(key);
  await untilDeliveries(path, ([one]) => one?.state === 'delivered');
  // It had arrived, and the server was killed before it could note that: the row is as it was taken, and its time has come.
  await sql`update integration.delivery set state = 'waiting', next_at_ms = ${Date.now() - 1}`.execute(house.db);
  await until('it comes again', () => receiver.got.length === 2);
  expect(receiver.got[0]?.id).toBe(receiver.got[1]?.id);
});

test('several servers on one database tell each thing once', async () => {
  const { key, path } = await hooked();
  const others = [house.anotherServer(), house.anotherServer()];
  for (let count = 0; count < 15; count++) await made(key);
  await untilDeliveries(path, (all) => all.length === 15 && all.every(({ state }) => state === 'delivered'));
  expect(receiver.got).toHaveLength(15);
  expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(15);
  for (const other of others) await other.close();
});

test('a new secret signs beside the old one for a day; neither stands in the database or the log (A10)', async () => {
  const { key, path, hook } = await hooked();
  const { secret } = (await admin('POST', `${path}/secret`)).json<{ secret: string }>();
  await made(key);
  await until('told', () => receiver.got.length === 1);
  expect([hook.secret, secret].map((each) => receiver.got[0]?.signed(each))).toEqual([true, true]);
  await sql`update integration.webhook set earlier_until_ms = 1`.execute(house.db);
  await made(key);
  await until('told', () => receiver.got.length === 2);
  expect([hook.secret, secret].map((each) => receiver.got[1]?.signed(each))).toEqual([false, true]);
  const rows = await sql`select * from integration.webhook`.execute(house.db);
  for (const each of [hook.secret, secret]) expect(house.logged() + JSON.stringify(rows.rows)).not.toContain(each.slice(6, 40));
});

test('webhooks go to https addresses, without TLS to listed hosts only, and into no network of the house (C09)', async () => {
  const { id } = await house.newApplication();
  for (const url of [
    'http://talents.example/x',
    'https://user:secret@talents.example/',
    'ftp://localhost/',
    'localhost',
    'https://talents.example/#a',
    'javascript:alert(1)',
  ]) {
    const answer = await admin('POST', `${id}/webhooks`, { url, events: ['meeting.planned'] });
    expect([url, answer.statusCode]).toEqual([url, 422]);
  }
  const { key, path } = await hooked();
  await sql`update integration.webhook set url = 'http://10.0.0.1/'`.execute(house.db);
  await made(key);
  await untilDeliveries(path, ([one]) => one?.lastOutcome === 'not-allowed');
});

test('only administrators look after webhooks', async () => {
  const { path, id } = await hooked();
  for (const [cookie, status] of [
    ['', 401],
    [house.ownerCookie, 403],
  ] as const) {
    for (const [method, rest] of [
      ['GET', ''],
      ['POST', ''],
      ['POST', '/secret'],
      ['POST', '/replay'],
      ['POST', '/on'],
      ['GET', '/deliveries'],
      ['DELETE', ''],
    ] as const) {
      const at = rest === '' && method !== 'DELETE' ? `${id}/webhooks` : `${path}${rest}`;
      const body =
        rest === '/replay' ? {} : method === 'POST' && rest === '' ? { url: receiver.url, events: ['meeting.planned'] } : undefined;
      expect([method, rest, (await house.fromPage(cookie, method, `/api/applications/${at}`, body)).statusCode]).toEqual([
        method,
        rest,
        status,
      ]);
    }
  }
});
