import { createLogger, httpStatusOf, newId, SaalError, systemClock } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import { CampaignView, DayView, PersonId, type CampaignPlan, type MeetingId } from '@saal/protocol';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applicantLinks } from '../create-invitees.ts';
import { createCampaigns, type CampaignsFeature, type CampaignsOptions } from '../create-campaigns.ts';
import { createInviteeStore } from '../postgres/invitee-store.ts';
import { invitationsMigrations, type InterviewMail, type InterviewMeetings } from '../index.ts';

type Planned = Parameters<InterviewMeetings['plan']>[0];

/** Meetings as this feature sees them; `breaks` makes the next calls fail. */
class FakeMeetings implements InterviewMeetings {
  readonly planned = new Map<MeetingId, Planned>();
  readonly visits = new Map<MeetingId, 'waiting' | 'running' | 'done'>();
  breaks = 0;
  async plan(meeting: Planned): Promise<void> {
    if (this.breaks-- > 0) throw new Error('the database went away');
    this.planned.set(meeting.id, meeting);
  }
  async withdraw(id: MeetingId): Promise<void> {
    this.planned.delete(id);
  }
  async visit(id: MeetingId): Promise<'nobody' | 'waiting' | 'running' | 'done'> {
    return this.visits.get(id) ?? 'nobody';
  }
  async busy(): Promise<[]> {
    return [];
  }
}

class FakeMail implements InterviewMail {
  readonly isAvailable = true;
  readonly out: string[] = [];
  async invite({ email, revision }: Parameters<InterviewMail['invite']>[0]): Promise<void> {
    this.out.push(`${revision === 1 ? 'invited' : 'told of the change'} ${email}`);
  }
  async cancel({ email }: Parameters<InterviewMail['cancel']>[0]): Promise<void> {
    this.out.push(`cancelled ${email}`);
  }
  async write({ email }: Parameters<InterviewMail['write']>[0], { subject }: { subject: string }): Promise<void> {
    this.out.push(`wrote ${subject} to ${email}`);
  }
  async states(): ReturnType<InterviewMail['states']> {
    return new Map();
  }
  async forget(): Promise<void> {
    this.out.push('forgot');
  }
}

const people = new Map(['Alice', 'Bob', 'Carol'].map((name) => [name, PersonId.parse(newId())] as const));
const idOf = (name: string): PersonId => people.get(name) ?? PersonId.parse(newId());
const nextYear = new Date().getUTCFullYear() + 1;
const plan: CampaignPlan = {
  title: 'Sachbearbeitung',
  timeZone: 'Europe/Berlin',
  lengthMin: 30,
  bufferMin: 10,
  days: [{ date: `${nextYear}-03-02`, from: '09:00', to: '12:00', breaks: [] }],
  panels: [{ name: 'A', people: ['bob@example.org'] }],
  keptDays: 30,
};

let database: Awaited<ReturnType<typeof throwawayDatabase>>;
let feature: CampaignsFeature;
let app: FastifyInstance;
let meetings: FakeMeetings;
let mail: FakeMail;

function options(): CampaignsOptions {
  return {
    ...{ db: database.db, clock: systemClock, log: createLogger('silent'), meetings, mail },
    links: applicantLinks({ db: database.db, clock: systemClock, installationSecret: 'only this installation knows it' }),
    baseUrl: () => 'https://saal.example.org',
    viewerOf: async (cookie) => (cookie === undefined || cookie === '' ? undefined : { id: idOf(cookie), language: 'de' }),
    colleagues: {
      byEmail: async (email) =>
        [...people].map(([name, id]) => ({ name, id })).find(({ name }) => email === `${name.toLowerCase()}@example.org`),
      name: async (id) => [...people].find(([, each]) => each === id)?.[0],
    },
  };
}

async function serve({ http }: CampaignsFeature): Promise<FastifyInstance> {
  const server = Fastify();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler((error: FastifyError, _request, reply) =>
    error instanceof SaalError
      ? reply.code(httpStatusOf(error.code)).send({ error: error.toWire() })
      : reply.code(error.statusCode ?? 500).send({ error: { code: 'internal', message: error.message } }),
  );
  await server.register(http, { prefix: '/api' });
  return server;
}

beforeEach(async () => {
  database = await throwawayDatabase([invitationsMigrations]);
  [meetings, mail] = [new FakeMeetings(), new FakeMail()];
  feature = createCampaigns(options());
  app = await serve(feature);
});
afterEach(async () => {
  await feature.close();
  await app.close();
  await database.close();
});

async function ask(cookie: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) {
  const answer = await app.inject({ method, url: `/api${path}`, headers: { cookie }, ...(payload === undefined ? {} : { payload }) });
  return { status: answer.statusCode, text: answer.payload };
}
async function campaignWith(applicants: number, changes: Partial<CampaignPlan> = {}): Promise<CampaignView> {
  const created = await ask('Alice', 'POST', '/campaigns', { ...plan, ...changes });
  if (created.status !== 201) throw new Error(created.text);
  const made = CampaignView.parse(JSON.parse(created.text));
  const lines = Array.from({ length: applicants }, (_, index) => ({ name: `Person ${index}`, email: `p${index}@example.net` }));
  const { status, text } = await ask('Alice', 'PUT', `/campaigns/${made.id}/applicants`, { applicants: lines });
  if (status !== 200) throw new Error(text);
  return view(made.id);
}
async function view(id: string): Promise<CampaignView> {
  return CampaignView.parse(JSON.parse((await ask('Alice', 'GET', `/campaigns/${id}`)).text));
}
const startsOf = (campaign: CampaignView): (number | null)[] => campaign.interviews.map(({ startsAtMs }) => startsAtMs);
const minutes = (count: number): number => count * 60_000;

test('nothing is planned and nobody invited before it is sent; then each once, however often it is sent', async () => {
  const { id } = await campaignWith(3);
  await feature.settled();
  expect([meetings.planned.size, mail.out]).toEqual([0, []]);
  for (let time = 0; time < 2; time++) {
    expect((await ask('Alice', 'POST', `/campaigns/${id}/send`, {})).status).toBe(200);
    await feature.settled();
  }
  expect(meetings.planned.size).toBe(3);
  expect(mail.out.toSorted()).toEqual(['invited p0@example.net', 'invited p1@example.net', 'invited p2@example.net']);
  expect((await view(id)).interviews.map(({ state }) => state)).toEqual(['planned', 'planned', 'planned']);
});

test('several are carried out at a time, and none is left over', async () => {
  await feature.close();
  feature = createCampaigns({ ...options(), atATime: 3 });
  app = await serve(feature);
  const { id } = await campaignWith(200, {
    days: [2, 3, 4].map((day) => ({ date: `${nextYear}-03-0${day}`, from: '00:00', to: '23:59', breaks: [] })),
    lengthMin: 10,
  });
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await feature.settled();
  expect(meetings.planned.size).toBe(200);
  expect(new Set(mail.out).size).toBe(200);
  expect(mail.out).toHaveLength(200);
});

test('lines with problems are left out only when that is said', async () => {
  const { id } = await campaignWith(2);
  const applicants = [
    { name: 'Carol', email: 'carol@example.net' },
    { name: '=1+1', email: 'dave' },
  ];
  await ask('Alice', 'PUT', `/campaigns/${id}/applicants`, { applicants });
  expect((await view(id)).interviews.map(({ problems }) => problems)).toEqual([[], ['formula', 'email_bad']]);
  expect(await ask('Alice', 'POST', `/campaigns/${id}/send`, {})).toMatchObject({
    status: 409,
    text: expect.stringContaining('problems') as string,
  });
  expect((await ask('Alice', 'POST', `/campaigns/${id}/send`, { leaveOutProblems: true })).text).toBe('{"concerned":1}');
});

test('what a server did not finish is finished by the next, and one that fails holds up no other', async () => {
  const { id } = await campaignWith(3);
  meetings.breaks = 1;
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await feature.settled();
  await feature.close();
  expect(meetings.planned.size).toBeGreaterThanOrEqual(2);
  const next = createCampaigns(options());
  await next.settled();
  await next.close();
  expect(meetings.planned.size).toBe(3);
  expect(mail.out.toSorted()).toEqual(['invited p0@example.net', 'invited p1@example.net', 'invited p2@example.net']);
});

test('all from a time on are moved, and each of them is told', async () => {
  const { id, interviews } = await campaignWith(3);
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  const before = startsOf(await view(id));
  const fromMs = interviews[1]?.startsAtMs;
  expect((await ask('Alice', 'POST', `/campaigns/${id}/move`, { fromMs, byMin: 15 })).text).toBe('{"concerned":2}');
  await feature.settled();
  const after = await view(id);
  expect(startsOf(after)).toEqual(before.map((at, index) => (at ?? 0) + (index === 0 ? 0 : minutes(15))));
  expect(mail.out).toContain('told of the change p2@example.net');
  for (const { meetingId, startsAtMs } of after.interviews)
    expect(meetingId && meetings.planned.get(meetingId)?.startsAtMs).toBe(startsAtMs);
});

test('an interview is not moved onto another of its panel', async () => {
  const { id, interviews } = await campaignWith(2);
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  const moved = await ask('Alice', 'POST', `/campaigns/${id}/move`, { interviews: [interviews[0]?.id], byMin: 40 });
  expect(moved).toMatchObject({ status: 409, text: expect.stringContaining('panel_not_free') as string });
  expect(startsOf(await view(id))).toEqual(interviews.map(({ startsAtMs }) => startsAtMs));
});

test('who runs late moves the rest of the day, as far as buffers and gaps do not take it up', async () => {
  const { id, interviews } = await campaignWith(4);
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  const [first, second, third] = interviews;
  await ask('Alice', 'POST', `/campaigns/${id}/cancel`, { interviews: [third?.id] });
  expect((await ask('Bob', 'POST', '/day/late', { interviewId: first?.id, byMin: 15 })).text).toBe('{"concerned":2}');
  const moved = await view(id);
  expect(moved.interviews.map(({ startsAtMs }, index) => (startsAtMs ?? 0) - (interviews[index]?.startsAtMs ?? 0))).toEqual([
    ...[minutes(15), minutes(15)],
    ...[0, 0], // the cancelled one's time takes up the rest
  ]);
  expect(second).toBeDefined();
});

test('cancelled interviews have no meeting any more, and the applicant is told', async () => {
  const { id, interviews } = await campaignWith(2);
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await ask('Alice', 'POST', `/campaigns/${id}/cancel`, { interviews: [interviews[0]?.id] });
  await feature.settled();
  expect(meetings.planned.size).toBe(1);
  expect(mail.out).toContain('cancelled p0@example.net');
  expect((await view(id)).interviews.map(({ state }) => state)).toEqual(['cancelled', 'planned']);
});

test('the panel sees its day: who is next and who waits, by name and without addresses', async () => {
  const { id } = await campaignWith(2);
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await feature.settled();
  const [first] = (await view(id)).interviews;
  if (!first?.meetingId || first.startsAtMs === null) throw new Error('it has no meeting');
  const range = `fromMs=${first.startsAtMs - minutes(60)}&toMs=${first.startsAtMs + minutes(600)}`;
  const { text } = await ask('Bob', 'GET', `/day?${range}`);
  expect(DayView.parse(JSON.parse(text)).entries).toMatchObject([{ name: 'Person 0', panel: 'A', colleagues: [] }, { name: 'Person 1' }]);
  expect(text).not.toContain('@');
  expect(DayView.parse(JSON.parse((await ask('Carol', 'GET', `/day?${range}`)).text)).entries).toEqual([]);
});

test("somebody else's campaign is answered as one that does not exist, on every route", async () => {
  const { id, interviews } = await campaignWith(1);
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  const routes: ['GET' | 'POST' | 'PUT' | 'DELETE', (id: string) => string, object?][] = [
    ['GET', (its) => `/campaigns/${its}`],
    ['DELETE', (its) => `/campaigns/${its}`],
    ['GET', (its) => `/campaigns/${its}/interviews.csv`],
    ['PUT', (its) => `/campaigns/${its}/applicants`, { applicants: [] }],
    ['POST', (its) => `/campaigns/${its}/send`, {}],
    ['POST', (its) => `/campaigns/${its}/move`, { fromMs: 0, byMin: 5 }],
    ['POST', (its) => `/campaigns/${its}/cancel`, {}],
    ['POST', (its) => `/campaigns/${its}/message`, { subject: 'Hello', text: 'x' }],
  ];
  for (const person of ['Bob', 'Carol']) {
    for (const [method, path, body] of routes) {
      const [theirs, none] = [await ask(person, method, path(id), body), await ask(person, method, path(newId()), body)];
      expect([theirs.status, theirs.text], `${method} ${path('')}`).toEqual([404, none.text]);
    }
  }
  expect((await ask('Carol', 'POST', '/day/late', { interviewId: interviews[0]?.id, byMin: 5 })).status).toBe(404);
  expect((await ask('', 'GET', `/campaigns/${id}`)).status).toBe(401);
});

test('the table holds nothing a spreadsheet would run', async () => {
  const { id } = await campaignWith(0);
  const applicants = [{ name: '=cmd|calc', email: 'a@example.net' }];
  await ask('Alice', 'PUT', `/campaigns/${id}/applicants`, { applicants });
  expect((await ask('Alice', 'GET', `/campaigns/${id}/interviews.csv`)).text).toContain("'=cmd|calc;a@example.net");
});

test('a panel of people without an account, and days that hold no interview, are refused', async () => {
  const stranger = await ask('Alice', 'POST', '/campaigns', { ...plan, panels: [{ name: 'A', people: ['nobody@example.org'] }] });
  expect(stranger).toMatchObject({ status: 422, text: expect.stringContaining('panels.0.people.0') as string });
  expect((await ask('Alice', 'POST', '/campaigns', { ...plan, lengthMin: 240 })).status).toBe(400);
});

test('somebody is not asked to sit in two campaigns at once', async () => {
  const first = await campaignWith(1);
  await ask('Alice', 'POST', `/campaigns/${first.id}/send`, {});
  const second = await campaignWith(1);
  expect(second.interviews[0]?.startsAtMs).toBeGreaterThan(first.interviews[0]?.startsAtMs ?? Infinity);
});

test('each applicant has a personal link in the table, and their answer by it is their state', async () => {
  const { id } = await campaignWith(2);
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await feature.settled();
  const { text } = await ask('Alice', 'GET', `/campaigns/${id}/interviews.csv`);
  expect(new Set([...text.matchAll(/https:\/\/saal\.example\.org\/i\/#([\w-]{43})/g)].map(([, secret]) => secret)).size).toBe(2);
  const [first] = (await view(id)).interviews;
  const store = createInviteeStore(database.db);
  const [applicant] = await store.applicantsOf(first?.meetingId ? [first.meetingId] : []);
  if (applicant) await store.change(applicant.meetingId, applicant.id, { answer: 'declined' });
  expect((await view(id)).interviews.map(({ state }) => state)).toEqual(['declined', 'planned']);
  // Withdrawn by hand, and planned anew: another link, the former one stays void.
  if (applicant) await store.withdraw(applicant.meetingId, applicant.id);
  await ask('Alice', 'POST', `/campaigns/${id}/move`, { interviews: [first?.id], byMin: 120 });
  await feature.settled();
  const [again] = await store.applicantsOf(applicant ? [applicant.meetingId] : []);
  expect(again?.linkHash).not.toBe(applicant?.linkHash);
  expect(again?.linkHash).toMatch(/./);
});

test('applicants choose among the free slots of their panel, and of two who want one slot one gets it', async () => {
  const { id } = await campaignWith(2, { mayChoose: true });
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await feature.settled();
  const meetingIds = (await view(id)).interviews.flatMap(({ meetingId }) => meetingId ?? []);
  const [one, other] = meetingIds;
  if (!one || !other) throw new Error('two interviews');
  const [free] = await feature.times.choices(one);
  if (!free) throw new Error('free slots');
  const outcomes = await Promise.allSettled([one, other].map((meetingId) => feature.times.choose(meetingId, free.fromMs)));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({ reason: { code: 'panel_not_free' } });
  await feature.settled();
  expect([...meetings.planned.values()].filter(({ startsAtMs }) => startsAtMs === free.fromMs)).toHaveLength(1);
  expect(mail.out.filter((line) => line.startsWith('told of the change'))).toHaveLength(1);
  const winner = outcomes[0]?.status === 'fulfilled' ? one : other;
  await feature.times.choose(winner, free.fromMs); // asked for again
  await expect(feature.times.choose(winner, free.fromMs + 1)).rejects.toMatchObject({ code: 'panel_not_free' });
});

test('who may not choose gets no slots, and moves nothing', async () => {
  const { id } = await campaignWith(1);
  await ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await feature.settled();
  const before = startsOf(await view(id));
  const meetingId = (await view(id)).interviews[0]?.meetingId;
  if (!meetingId) throw new Error('an interview');
  expect(await feature.times.choices(meetingId)).toEqual([]);
  await expect(feature.times.choose(meetingId, (before[0] ?? 0) + minutes(40))).rejects.toMatchObject({ code: 'campaign_not_found' });
  expect(startsOf(await view(id))).toEqual(before);
});
