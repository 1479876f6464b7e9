import { newId } from '@saal/foundation';
import { DayView } from '@saal/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInviteeStore } from '../postgres/invitee-store.ts';
import { CampaignHouse, minutes, plan, startsOf } from '../testing/campaign-house.ts';

let house: CampaignHouse;
beforeEach(async () => {
  house = await CampaignHouse.open();
});
afterEach(() => house.close());

test('the panel sees its day: who is next and who waits, by name and without addresses', async () => {
  const { id } = await house.campaignWith(2);
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await house.feature.settled();
  const [first] = (await house.view(id)).interviews;
  if (!first?.meetingId || first.startsAtMs === null) throw new Error('it has no meeting');
  const range = `fromMs=${first.startsAtMs - minutes(60)}&toMs=${first.startsAtMs + minutes(600)}`;
  const { text } = await house.ask('Bob', 'GET', `/day?${range}`);
  expect(DayView.parse(JSON.parse(text)).entries).toMatchObject([{ name: 'Person 0', panel: 'A', colleagues: [] }, { name: 'Person 1' }]);
  expect(text).not.toContain('@');
  expect(DayView.parse(JSON.parse((await house.ask('Carol', 'GET', `/day?${range}`)).text)).entries).toEqual([]);
});

test("somebody else's campaign is answered as one that does not exist, on every route", async () => {
  const { id, interviews } = await house.campaignWith(1);
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  const messageId = newId();
  await house.ask('Alice', 'POST', `/campaigns/${id}/message`, { subject: 'Hello', text: 'x', id: messageId });
  const routes: ['GET' | 'POST' | 'PUT' | 'DELETE', (id: string) => string, object?][] = [
    ['GET', (its) => `/campaigns/${its}`],
    ['DELETE', (its) => `/campaigns/${its}`],
    ['GET', (its) => `/campaigns/${its}/interviews.csv`],
    ['PUT', (its) => `/campaigns/${its}/applicants`, { applicants: [] }],
    ['POST', (its) => `/campaigns/${its}/send`, {}],
    ['POST', (its) => `/campaigns/${its}/move`, { fromMs: 0, byMin: 5 }],
    ['POST', (its) => `/campaigns/${its}/cancel`, {}],
    ['POST', (its) => `/campaigns/${its}/message`, { subject: 'Hello', text: 'x' }],
    ['POST', (its) => `/campaigns/${its}/message/preview`, { subject: 'Hello', text: 'x' }],
    ['GET', (its) => `/campaigns/${its}/messages`],
    ['POST', (its) => `/campaigns/${its}/messages/${messageId}/again`],
    ['POST', (its) => `/campaigns/${its}/again`, {}],
  ];
  for (const person of ['Bob', 'Carol']) {
    for (const [method, path, body] of routes) {
      const [theirs, none] = [await house.ask(person, method, path(id), body), await house.ask(person, method, path(newId()), body)];
      expect([theirs.status, theirs.text], `${method} ${path('')}`).toEqual([404, none.text]);
    }
  }
  expect((await house.ask('Carol', 'POST', '/day/late', { interviewId: interviews[0]?.id, byMin: 5 })).status).toBe(404);
  expect((await house.ask('', 'GET', `/campaigns/${id}`)).status).toBe(401);
});

test('the table holds nothing a spreadsheet would run', async () => {
  const { id } = await house.campaignWith(0);
  const applicants = [{ name: '=cmd|calc', email: 'a@example.net' }];
  await house.ask('Alice', 'PUT', `/campaigns/${id}/applicants`, { applicants });
  expect((await house.ask('Alice', 'GET', `/campaigns/${id}/interviews.csv`)).text).toContain("'=cmd|calc;a@example.net");
});

test('a panel of people without an account, and days that hold no interview, are refused', async () => {
  const stranger = await house.ask('Alice', 'POST', '/campaigns', { ...plan, panels: [{ name: 'A', people: ['nobody@example.org'] }] });
  expect(stranger).toMatchObject({ status: 422, text: expect.stringContaining('panels.0.people.0') as string });
  expect((await house.ask('Alice', 'POST', '/campaigns', { ...plan, lengthMin: 240 })).status).toBe(400);
});

test('somebody is not asked to sit in two campaigns at once', async () => {
  const first = await house.campaignWith(1);
  await house.ask('Alice', 'POST', `/campaigns/${first.id}/send`, {});
  const second = await house.campaignWith(1);
  expect(second.interviews[0]?.startsAtMs).toBeGreaterThan(first.interviews[0]?.startsAtMs ?? Infinity);
});

test('each applicant has a personal link in the table, and their answer by it is their state', async () => {
  const { id } = await house.campaignWith(2);
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await house.feature.settled();
  const { text } = await house.ask('Alice', 'GET', `/campaigns/${id}/interviews.csv`);
  expect(new Set([...text.matchAll(/https:\/\/saal\.example\.org\/i\/#([\w-]{43})/g)].map(([, secret]) => secret)).size).toBe(2);
  const [first] = (await house.view(id)).interviews;
  const store = createInviteeStore(house.database.db);
  const [applicant] = await store.applicantsOf(first?.meetingId ? [first.meetingId] : []);
  if (applicant) await store.change(applicant.meetingId, applicant.id, { answer: 'declined' });
  expect((await house.view(id)).interviews.map(({ state }) => state)).toEqual(['declined', 'planned']);
  // Withdrawn by hand, and planned anew: another link, the former one stays void.
  if (applicant) await store.withdraw(applicant.meetingId, applicant.id);
  await house.ask('Alice', 'POST', `/campaigns/${id}/move`, { interviews: [first?.id], byMin: 120 });
  await house.feature.settled();
  const [again] = await store.applicantsOf(applicant ? [applicant.meetingId] : []);
  expect(again?.linkHash).not.toBe(applicant?.linkHash);
  expect(again?.linkHash).toMatch(/./);
});

test('applicants choose among the free slots of their panel, and of two who want one slot one gets it', async () => {
  const { id } = await house.campaignWith(2, { mayChoose: true });
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await house.feature.settled();
  const meetingIds = (await house.view(id)).interviews.flatMap(({ meetingId }) => meetingId ?? []);
  const [one, other] = meetingIds;
  if (!one || !other) throw new Error('two interviews');
  const [free] = await house.feature.times.choices(one);
  if (!free) throw new Error('free slots');
  const outcomes = await Promise.allSettled([one, other].map((meetingId) => house.feature.times.choose(meetingId, free.fromMs)));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({ reason: { code: 'panel_not_free' } });
  await house.feature.settled();
  expect([...house.meetings.planned.values()].filter(({ startsAtMs }) => startsAtMs === free.fromMs)).toHaveLength(1);
  expect(house.mail.out.filter((line) => line.startsWith('told of the change'))).toHaveLength(1);
  const winner = outcomes[0]?.status === 'fulfilled' ? one : other;
  await house.feature.times.choose(winner, free.fromMs); // asked for again
  await expect(house.feature.times.choose(winner, free.fromMs + 1)).rejects.toMatchObject({ code: 'panel_not_free' });
});

test('who may not choose gets no slots, and moves nothing', async () => {
  const { id } = await house.campaignWith(1);
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await house.feature.settled();
  const before = startsOf(await house.view(id));
  const meetingId = (await house.view(id)).interviews[0]?.meetingId;
  if (!meetingId) throw new Error('an interview');
  expect(await house.feature.times.choices(meetingId)).toEqual([]);
  await expect(house.feature.times.choose(meetingId, (before[0] ?? 0) + minutes(40))).rejects.toMatchObject({ code: 'campaign_not_found' });
  expect(startsOf(await house.view(id))).toEqual(before);
});
