/** A03, A09, A10, A12, C08, C10 over HTTP, against the real process. */
import {
  createGuest,
  createPerson,
  HttpClient,
  setUpAdministrator,
  startMeeting,
  startSaal,
  testPassword,
  UpgradeRefused,
  WireParticipant,
  type SaalProcess,
  type SignedIn,
} from '@saal/testkit';
import type { MeetingDetail } from '@saal/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

let saal: SaalProcess;
let anna: SignedIn;
let bob: SignedIn;
let carol: SignedIn;
let bobsMeeting: MeetingDetail;

beforeAll(async () => {
  saal = await startSaal();
  anna = await setUpAdministrator(saal);
  bob = await createPerson(anna, 'Bob Maier');
  carol = await createPerson(anna, 'Carol Schmid');
  bobsMeeting = await startMeeting(bob, { title: 'Vertrauliche Personalsache' });
});
afterAll(() => saal?.stop());

const OpenApi = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const methods = ['get', 'post', 'put', 'patch', 'delete'];

describe("A03: another one's meeting", () => {
  test('every route with an id in it answers a stranger as if the thing did not exist', async () => {
    const { paths } = OpenApi.parse((await anna.http.request('GET', '/api/openapi.json')).json);
    const absent = 'A'.repeat(22);
    const checked: string[] = [];
    for (const [template, operations] of Object.entries(paths)) {
      if (!/\{|:/.test(template) || /public|people|picture|sessions|invitations/.test(template)) continue;
      for (const method of Object.keys(operations).filter((name) => methods.includes(name))) {
        const to = (id: string) => (template.startsWith('/api') ? template : `/api${template}`).replace(/\{[^}]+\}|:[a-zA-Z]+/g, id);
        const body = method === 'patch' || method === 'put' || method === 'post' ? { title: 'Übernommen' } : undefined;
        const others = await carol.http.request(method.toUpperCase(), to(bobsMeeting.id), { body });
        const nothing = await carol.http.request(method.toUpperCase(), to(absent), { body });
        expect([method, template, others.status, others.errorCode], others.text).toEqual([
          method,
          template,
          nothing.status,
          nothing.errorCode,
        ]);
        expect(others.status, `${method} ${template}`).toBeGreaterThanOrEqual(400);
        expect(others.text.replaceAll(bobsMeeting.id, absent)).toBe(nothing.text);
        checked.push(`${method} ${template}`);
      }
    }
    expect(checked.length, 'routes of meetings in the API document').toBeGreaterThanOrEqual(2);
    expect((await bob.http.request('GET', `/api/meetings/${bobsMeeting.id}`)).json).toMatchObject({ title: 'Vertrauliche Personalsache' });
  });

  test('sessions and invitations of others cannot be ended by a stranger', async () => {
    const sessions = z
      .object({ sessions: z.array(z.object({ id: z.string() })) })
      .parse((await bob.http.request('GET', '/api/me/sessions')).json);
    const answer = await carol.http.request('DELETE', `/api/me/sessions/${sessions.sessions[0]?.id}`);
    expect(answer.status).toBe(404);
    expect((await bob.http.request('GET', '/api/me')).status).toBe(200);
    for (const [method, path] of [
      ['GET', '/api/people'],
      ['GET', '/api/invitations'],
      ['POST', '/api/invitations'],
      ['PATCH', `/api/people/${bob.me.id}`],
      ['POST', `/api/people/${bob.me.id}/password-reset`],
    ] as const) {
      expect([path, (await carol.http.request(method, path, method === 'GET' ? {} : { body: {} })).status]).toEqual([path, 403]);
    }
  });

  test('what anybody with the link may see holds no passcode, number or owner', async () => {
    const answer = await new HttpClient(saal.baseUrl).request('GET', `/api/public/meetings/${bobsMeeting.id}`);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(bobsMeeting.passcode);
    expect(answer.text).not.toContain(bobsMeeting.number);
    expect(answer.text).not.toContain(bob.me.id);
  });
});

describe('A09: another site', () => {
  test.each(['https://evil.example', 'null', 'http://localhost:1', 'http://localhost.evil.example'])(
    'a WebSocket with the cookie and Origin %s is refused with 403',
    async (origin) => {
      const opened = WireParticipant.connect(bob.http, { origin });
      await expect(opened).rejects.toBeInstanceOf(UpgradeRefused);
      await expect(opened).rejects.toMatchObject({ status: 403 });
    },
  );

  test('a WebSocket without Origin is refused with 403', async () => {
    await expect(WireParticipant.connect(bob.http, { origin: null })).rejects.toMatchObject({ status: 403 });
  });

  test('a change by HTTP from another site is refused, whatever names the site', async () => {
    const sites: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of sites) {
      const answer = await bob.http.request('POST', '/api/meetings', { body: { kind: 'instant' }, headers });
      expect([headers, answer.status, answer.errorCode]).toEqual([headers, 403, 'forbidden_origin']);
    }
  });

  test('a WebSocket without a cookie is refused', async () => {
    await expect(WireParticipant.connect(new HttpClient(saal.baseUrl))).rejects.toMatchObject({ status: 401 });
  });
});

describe('C10: hostile JSON', () => {
  const bodies: [string, string][] = [
    ['__proto__', '{"kind":"instant","__proto__":{"admin":true}}'],
    ['constructor', '{"kind":"instant","constructor":{"prototype":{"admin":true}}}'],
    ['2,000 levels', `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`],
    ['8,000 arrays', `${'['.repeat(8_000)}${']'.repeat(8_000)}`],
    ['huge integer', '{"kind":"planned","startsAtMs":1e400}'],
    ['not JSON', '{"kind":'],
    ['a number', '17'],
    ['null', 'null'],
    ['empty', ''],
    ['NUL in a string', '{"kind":"instant","title":"\\u0000\\u0000"}'],
  ];

  test.each(bodies)('%s is refused with bad_request', async (_name, raw) => {
    const answer = await bob.http.request('POST', '/api/meetings', { raw });
    expect([answer.status, answer.errorCode], answer.text).toEqual([400, 'bad_request']);
    expect(answer.text).not.toMatch(/node_modules|at .*\.ts:\d+/);
  });

  test('a body of 16 MB is refused as too large', async () => {
    const answer = await bob.http
      .request('POST', '/api/meetings', { raw: JSON.stringify({ kind: 'instant', title: 'x'.repeat(16 * 1024 * 1024) }) })
      .catch((error: unknown) => error);
    // The server may answer or hang up while the body still flows; both keep it out.
    if (!(answer instanceof Error)) expect(answer).toMatchObject({ status: 413, errorCode: 'message_too_large' });
    expect((await bob.http.request('GET', '/api/me')).status).toBe(200);
  });

  test('half a character becomes the sign for an unknown one', async () => {
    const answer = await bob.http.request('POST', '/api/meetings', { raw: '{"kind":"instant","title":"a\\ud800b"}' });
    expect(answer.json).toMatchObject({ title: 'a\ufffdb' });
  });

  test('10,000 levels are refused by size or shape', async () => {
    const answer = await bob.http.request('POST', '/api/meetings', { raw: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}` });
    expect(['bad_request', 'message_too_large']).toContain(answer.errorCode);
  });

  test('a twice given key is not answered with both', async () => {
    const answer = await bob.http.request('POST', '/api/meetings', { raw: '{"kind":"instant","title":"Erster","title":"Zweiter"}' });
    if (answer.status < 400) expect(answer.json).toMatchObject({ title: 'Zweiter' });
    else expect(answer.errorCode).toBe('bad_request');
  });
});

describe('C08: names and titles', () => {
  const payloads = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://evil.example")',
    '{{constructor.constructor("alert(1)")()}}',
  ];

  test.each(payloads)('a title %s is kept as the text it is', async (title) => {
    const meeting = await startMeeting(bob, { title });
    expect(meeting.title).toBe(title);
    const shown = await new HttpClient(saal.baseUrl).request('GET', `/api/public/meetings/${meeting.id}`);
    expect(shown.json).toMatchObject({ title });
    expect(shown.headers.get('content-type')).toMatch(/^application\/json/);
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    const page = await new HttpClient(saal.baseUrl).request('GET', `/m/${meeting.id}`);
    expect(page.text).not.toContain(title);
  });

  test('line breaks, control and direction-override characters do not get into a title', async () => {
    const meeting = await startMeeting(bob, { title: 'Sitzung\u202Egnp.exe\r\nSet-Cookie: a=b\u0007' });
    expect(meeting.title).toBe('Sitzung gnp.exe Set-Cookie: a=b');
  });

  test('pages forbid foreign scripts and framing', async () => {
    const page = await new HttpClient(saal.baseUrl).request('GET', '/');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'self'|default-src 'none'/);
    expect(policy).toMatch(/frame-ancestors 'none'|frame-ancestors 'self'/);
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);
    expect(page.headers.get('referrer-policy')).toMatch(/no-referrer|same-origin/);
  });
});

describe('A12: guessing', () => {
  test('a wrong password and an unknown address are answered alike', async () => {
    const known = await new HttpClient(saal.baseUrl).request('POST', '/api/session', {
      body: { email: bob.email, password: 'falsch-falsch-falsch' },
    });
    const unknown = await new HttpClient(saal.baseUrl).request('POST', '/api/session', {
      body: { email: 'niemand@stadt.example', password: 'falsch-falsch-falsch' },
    });
    expect([known.status, known.errorCode, known.text]).toEqual([unknown.status, 'wrong_credentials', unknown.text]);
  });

  test('an unknown number and a wrong passcode are answered alike', async () => {
    const guest = await createGuest(saal.baseUrl);
    const wrong = await guest.request('POST', '/api/meetings/by-number', {
      body: { number: bobsMeeting.number, passcode: bobsMeeting.passcode === '000000' ? '000001' : '000000' },
    });
    const unknown = await guest.request('POST', '/api/meetings/by-number', {
      body: { number: bobsMeeting.number === '987654321' ? '987654322' : '987654321', passcode: '000000' },
    });
    expect([wrong.errorCode, wrong.text, wrong.status]).toEqual(['meeting_or_passcode_wrong', unknown.text, unknown.status]);
  });

  test('a password spray ends in rate_limited with a time to wait, and the owner still signs in from elsewhere', async () => {
    let limited: { status: number; errorCode: string | undefined; json: unknown } | undefined;
    for (let attempt = 0; attempt < 60 && !limited; attempt++) {
      const answer = await new HttpClient(saal.baseUrl).request('POST', '/api/session', {
        body: { email: carol.email, password: `geraten-${attempt}-geraten` },
      });
      if (answer.errorCode !== 'wrong_credentials') limited = answer;
    }
    expect(limited).toMatchObject({ status: 429, errorCode: 'rate_limited' });
    expect(limited?.json).toMatchObject({ error: { details: { retryAfterMs: expect.any(Number) as number } } });
    // A session that is there goes on: guessing locks nobody out.
    expect((await carol.http.request('GET', '/api/me')).status).toBe(200);
  });

  test('guessing numbers ends in rate_limited', async () => {
    const guest = await createGuest(saal.baseUrl);
    let limited: string | undefined;
    for (let attempt = 0; attempt < 300 && !limited; attempt++) {
      const answer = await guest.request('POST', '/api/meetings/by-number', {
        body: { number: String(100_000_000 + attempt * 7_919), passcode: '123456' },
      });
      if (answer.errorCode !== 'meeting_or_passcode_wrong') limited = answer.errorCode;
    }
    expect(limited).toBe('rate_limited');
  });
});

describe('A10: secrets', () => {
  test('passwords, cookies, tokens and passcodes are in no log line', () => {
    const secrets = [testPassword, ...[anna, bob, carol].flatMap(({ http }) => [...http.cookies.values()]), bobsMeeting.passcode];
    // The printed one-time link is the one secret meant for the log; it is used up.
    for (const secret of secrets) expect(saal.logs).not.toContain(secret);
    for (const name of ['Bob Maier', 'Carol Schmid', bob.email]) expect(saal.logs).not.toContain(name);
  });
});
