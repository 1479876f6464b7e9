import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newId } from '@saal/foundation';
import { DeviceId, type CampaignView } from '@saal/protocol';
import { TestClient, until } from '../../../packages/meetings/src/testing/test-client.ts';
import { openApplicationsHouse, password, type Answer, type ApplicationsHouse } from './testing/applications-house.ts';
import { openReceiver } from './testing/webhook-receiver.ts';

let house: ApplicationsHouse;
beforeAll(async () => {
  house = await openApplicationsHouse();
  await house.accounts.createPerson({ email: 'carol@example.org', displayName: 'Carol', password, role: 'person' });
});
afterAll(() => house.close());

const everything = ['meetings.read', 'meetings.write', 'campaigns.read', 'campaigns.write', 'attendance.read', 'names.read', 'people.read'];
const nextYear = new Date().getUTCFullYear() + 1;
let month = 0;
/** Each in a month of its own, so that Carol is free. */
const plan = () => ({
  ...{ title: 'Sachbearbeitung', timeZone: 'Europe/Berlin', lengthMin: 30, bufferMin: 10 },
  days: [{ date: `${nextYear}-${String((month++ % 12) + 1).padStart(2, '0')}-15`, from: '09:00', to: '12:00' }],
  panels: [{ name: 'A', people: ['carol@example.org'] }],
  applicants: [
    { name: 'Dora Dorn', email: 'dora@example.net' },
    { name: 'Emil Ernst', email: 'emil@example.net' },
  ],
});
type Campaign = Omit<CampaignView, 'interviews'> & { interviews: (CampaignView['interviews'][number] & { url: string | null })[] };
async function made(key: string): Promise<Campaign> {
  const answer = await house.as(key, 'POST', '/campaigns', plan());
  expect([answer.statusCode, answer.body]).toEqual([201, expect.any(String) as string]);
  return answer.json<Campaign>();
}
async function got(key: string, id: string): Promise<Campaign> {
  return (await house.as(key, 'GET', `/campaigns/${id}`)).json<Campaign>();
}
/** The runner plans meetings by itself. */
async function untilPlanned(key: string, id: string): Promise<Campaign> {
  for (let tries = 0; tries < 200; tries++) {
    const campaign = await got(key, id);
    if (campaign.interviews.every(({ state }) => state === 'planned')) return campaign;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('not planned');
}
const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code;

test('an application makes a campaign, sends it, sees each interview, moves one and cancels another', async () => {
  const { key } = await house.newApplication(everything);
  const { id, interviews, phase } = await made(key);
  expect([phase, interviews.map(({ name, state, url }) => [name, state, url])]).toEqual([
    'draft',
    [
      ['Dora Dorn', 'draft', null],
      ['Emil Ernst', 'draft', null],
    ],
  ]);
  expect((await house.as(key, 'POST', `/campaigns/${id}/send`, {})).json()).toEqual({ concerned: 2 });
  expect((await house.as(key, 'POST', `/campaigns/${id}/send`, {})).json()).toEqual({ concerned: 0 });
  const [dora, emil] = (await untilPlanned(key, id)).interviews;
  expect(dora?.url).toMatch(/^https:\/\/meet\.example\.org\/i\/#[\w-]{20,}$/);

  const moved = await house.as(key, 'POST', `/campaigns/${id}/move`, { interviews: [emil?.id], byMin: 60 });
  expect(moved.json()).toEqual({ concerned: 1 });
  expect((await got(key, id)).interviews[1]?.startsAtMs).toBe((emil?.startsAtMs ?? 0) + 3_600_000);
  expect((await house.as(key, 'POST', `/campaigns/${id}/cancel`, { interviews: [dora?.id] })).json()).toEqual({ concerned: 1 });
  expect((await got(key, id)).interviews.map(({ state }) => state)).toEqual(['cancelled', expect.any(String) as string]);
  const list = (await house.as(key, 'GET', '/campaigns')).json<{ campaigns: { id: string; applicants: number }[] }>();
  expect(list.campaigns).toMatchObject([{ id, applicants: 1 }]);
});

test('applicants with problems are marked and refuse no other; a panel of strangers is refused', async () => {
  const { key } = await house.newApplication(everything);
  const { id } = await made(key);
  const applicants = [
    { name: 'Dora', email: 'dora@example.net' },
    { name: '', email: 'no address' },
  ];
  const set = (await house.as(key, 'PUT', `/campaigns/${id}/applicants`, { applicants })).json<Campaign>();
  expect(set.interviews.map(({ problems }) => problems)).toEqual([[], ['name_missing', 'email_bad']]);
  expect(codeOf(await house.as(key, 'POST', `/campaigns/${id}/send`, {}))).toBe('campaign_state_wrong');
  expect((await house.as(key, 'POST', `/campaigns/${id}/send`, { leaveOutProblems: true })).json()).toEqual({ concerned: 1 });
  const strangers = await house.as(key, 'POST', '/campaigns', { ...plan(), panels: [{ name: 'A', people: ['nobody@example.org'] }] });
  expect([strangers.statusCode, codeOf(strangers)]).toEqual([422, 'panel_person_unknown']);
});

test('an interview is framed by pages of its application alone, also while that has not looked at it', async () => {
  const listed = async (origin: string): Promise<string> => {
    const { id, key } = await house.newApplication(everything);
    const path = `/api/applications/${id}/origins`;
    expect((await house.fromPage(house.administratorCookie, 'PUT', path, { origins: [origin] })).statusCode).toBe(204);
    return key;
  };
  const key = await listed('https://talents.example.org');
  await listed('https://planner.example.org');
  const { id } = await made(key);
  const meetings = async () => {
    const path = sql<{
      id: string;
    }>`select meeting_id as id from invitations.interview where campaign_id = ${id} and meeting_id is not null`;
    return (await path.execute(house.db)).rows;
  };
  expect((await house.as(key, 'POST', `/campaigns/${id}/send`, {})).statusCode).toBe(200);
  await vi.waitFor(async () => expect(await meetings()).toHaveLength(2), { timeout: 20_000 });
  // As if each had been planned after the last look.
  await sql`delete from integration.made_meeting where campaign_id = ${id}`.execute(house.db);
  for (const meeting of await meetings()) {
    const { headers } = await house.ask('GET', `/embed/m/${meeting.id}`, { accept: 'text/html' });
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors https:\/\/talents\.example\.org(;|$)/);
  }
  await sql`update integration.application set origins = '{}'`.execute(house.db);
});

test("A03: another application's campaign, its owner's own and none at all answer alike, on every route", async () => {
  const [one, other] = [await house.newApplication(everything), await house.newApplication(everything)];
  const foreign = await made(one.key);
  const { applicants: _none, ...own } = plan();
  const ofOwner = (await house.fromPage(house.ownerCookie, 'POST', '/api/campaigns', own)).json<{ id: string }>();
  for (const [method, rest, body] of [
    ['GET', '', undefined],
    ['PUT', '/applicants', { applicants: [] }],
    ['POST', '/send', {}],
    ['POST', '/move', { fromMs: 0, byMin: 5 }],
    ['POST', '/cancel', {}],
  ] as const) {
    const absent = await house.as(other.key, method, `/campaigns/AAAAAAAAAAAAAAAAAAAAAA${rest}`, body);
    expect([absent.statusCode, codeOf(absent)]).toEqual([404, 'campaign_not_found']);
    for (const id of [foreign.id, ofOwner.id, '%00', 'ä']) {
      const answer = await house.as(other.key, method, `/campaigns/${encodeURIComponent(decodeURIComponent(id))}${rest}`, body);
      expect([id, answer.statusCode, answer.body]).toEqual([id, 404, absent.body]);
    }
  }
  expect((await house.as(other.key, 'GET', '/campaigns')).json()).toEqual({ campaigns: [] });
});

test('each route needs its scope', async () => {
  const { key } = await house.newApplication(['meetings.read']);
  for (const [method, path, body, scope] of [
    ['GET', '/campaigns', undefined, 'campaigns.read'],
    ['POST', '/campaigns', plan(), 'campaigns.write'],
    ['GET', '/campaigns/AAAA', undefined, 'campaigns.read'],
    ['PUT', '/campaigns/AAAA/applicants', { applicants: [] }, 'campaigns.write'],
    ['POST', '/campaigns/AAAA/send', {}, 'campaigns.write'],
    ['POST', '/campaigns/AAAA/move', { fromMs: 0, byMin: 5 }, 'campaigns.write'],
    ['POST', '/campaigns/AAAA/cancel', {}, 'campaigns.write'],
    ['GET', '/meetings/AAAA/attendance', undefined, 'attendance.read'],
    ['GET', '/people?email=carol@example.org', undefined, 'people.read'],
  ] as const) {
    const answer = await house.as(key, method, path, body);
    expect([path, answer.statusCode, answer.json()]).toMatchObject([path, 403, { code: 'scope_missing', details: { scope } }]);
  }
});

test('a repeated request makes one campaign, and its key is not one for a meeting', async () => {
  const { key } = await house.newApplication(everything);
  const [headers, body] = [{ 'idempotency-key': 'campaign-1' }, plan()];
  const first = (await house.as(key, 'POST', '/campaigns', body, headers)).json<Campaign>();
  expect((await house.as(key, 'POST', '/campaigns', body, headers)).json<Campaign>().id).toBe(first.id);
  expect((await house.as(key, 'GET', '/campaigns')).json<{ campaigns: unknown[] }>().campaigns).toHaveLength(1);
  expect(codeOf(await house.as(key, 'POST', '/meetings', { kind: 'instant' }, headers))).toBe('idempotency_key_reused');
});

test('an interview is read as a meeting and changed by its campaign only; who came is told, with names by their scope', async () => {
  const { key, id: applicationId } = await house.newApplication(everything);
  const receiver = await openReceiver();
  await house.fromPage(house.administratorCookie, 'POST', `/api/applications/${applicationId}/webhooks`, {
    ...{
      url: receiver.url,
      events: [
        'meeting.planned',
        'participant.joined',
        'meeting.ended',
        'interview.rescheduled',
        'interview.attended',
        'interview.deleted',
      ],
    },
  });
  const { id } = await made(key);
  await house.as(key, 'POST', `/campaigns/${id}/send`, {});
  const [dora] = (await untilPlanned(key, id)).interviews;
  const meetingId = dora?.meetingId ?? '';
  expect((await house.as(key, 'GET', `/meetings/${meetingId}`)).json()).toMatchObject({ title: 'Sachbearbeitung: Dora Dorn' });
  expect((await house.as(key, 'GET', '/meetings')).json()).toEqual({ meetings: [] });
  for (const [method, body] of [
    ['PATCH', { title: 'Mine' }],
    ['DELETE', undefined],
  ] as const)
    expect(codeOf(await house.as(key, method, `/meetings/${meetingId}`, body))).toBe('conflict');
  expect((await house.as(key, 'GET', `/meetings/${meetingId}/attendance`)).json()).toEqual({ guests: [] });

  const carol = await TestClient.open(house.url, {
    cookie: await house.signIn('carol@example.org'),
    origin: house.url,
    deviceId: DeviceId.parse(newId()),
  });
  await carol.join(meetingId);
  const guest = await house.ask('POST', '/api/guest', { origin: house.url }, {});
  const cookie = guest.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const applicant = await TestClient.open(house.url, { cookie, origin: house.url, deviceId: DeviceId.parse(newId()) });
  await applicant.join(meetingId, { name: 'Dora' });
  await carol.ask('meeting.admit-all', {});
  await until('she is let in', () => applicant.told.some(({ type }) => type === 'lobby.admitted'));
  await applicant.join(meetingId, { name: 'Dora' });
  await carol.ask('meeting.end', {});
  await until('the end is told', () => receiver.got.some(({ type }) => type === 'meeting.ended'));

  const came = (await house.as(key, 'GET', `/meetings/${meetingId}/attendance`)).json<{ guests: { name: string; leftAtMs: number }[] }>();
  expect(came.guests).toMatchObject([{ name: 'Dora', leftAtMs: expect.any(Number) as number }]);
  expect(receiver.got.find(({ type }) => type === 'meeting.ended')?.data).toMatchObject({ campaignId: id, interviewId: dora?.id });
  expect(receiver.got.filter(({ type }) => type === 'meeting.planned')).toHaveLength(2);
  await house.as(key, 'POST', `/campaigns/${id}/move`, { interviews: [dora?.id], byMin: 60 * 24 });
  await house.as(key, 'POST', `/campaigns/${id}/cancel`, {});
  const interviewNews = () => receiver.got.filter(({ type }) => type.startsWith('interview.'));
  await until('all of the interviews is told', () => interviewNews().length >= 4);
  expect(
    interviewNews()
      .map(({ type, data }) => [type, data['interviewId'] === dora?.id])
      .toSorted(),
  ).toEqual([
    ...[
      ['interview.attended', true],
      ['interview.deleted', false],
    ],
    ...[
      ['interview.deleted', true],
      ['interview.rescheduled', true],
    ],
  ]);
  expect(interviewNews().every(({ body }) => !/Dor|Emil|@|Sachbearbeitung/.test(body))).toBe(true);
  for (const each of [carol, applicant]) each.cut();
  await receiver.close();
});

test('people are found by their whole address, and nobody can be looked through', async () => {
  const { key } = await house.newApplication(['people.read']);
  expect((await house.as(key, 'GET', '/people?email=Carol@example.org')).json()).toMatchObject({ name: 'Carol' });
  for (const email of ['caro@example.org', 'nobody@example.org', 'carol@example.or'])
    expect([email, (await house.as(key, 'GET', `/people?email=${email}`)).statusCode]).toEqual([email, 404]);
  expect((await house.as(key, 'GET', '/people')).statusCode).toBe(400);
});

test('a series is told with all its dates, and one of them can be moved', async () => {
  const { key } = await house.newApplication();
  const series = { every: 'week', interval: 1, days: ['mo'], end: { count: 3 } };
  const planned = {
    kind: 'planned',
    title: 'Team',
    startsAtMs: Date.UTC(nextYear, 1, 1, 9),
    durationMin: 30,
    timeZone: 'Europe/Berlin',
    series,
  };
  const answer = await house.as(key, 'POST', '/meetings', planned);
  const meeting = answer.json<{ id: string; series: { dates: { day: string; startsAtMs: number; state: string }[] } }>();
  expect([answer.statusCode, meeting.series.dates.length]).toEqual([201, 3]);
  const second = meeting.series.dates[1];
  const change = { scope: 'this', startsAtMs: (second?.startsAtMs ?? 0) + 3_600_000 };
  const moved = (await house.as(key, 'PATCH', `/meetings/${meeting.id}/dates/${second?.day}`, change)).json<typeof meeting>();
  expect(moved.series.dates[1]).toMatchObject({ state: 'moved', startsAtMs: change.startsAtMs });
  expect((await house.as(key, 'GET', `/meetings/${meeting.id}`)).json<typeof meeting>().series.dates).toEqual(moved.series.dates);
});
