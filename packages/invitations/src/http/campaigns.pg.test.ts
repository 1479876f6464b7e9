import { CampaignView } from '@saal/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CampaignHouse, minutes, nextYear, plan, startsOf } from '../testing/campaign-house.ts';

let house: CampaignHouse;
beforeEach(async () => {
  house = await CampaignHouse.open();
});
afterEach(() => house.close());

test('nothing is planned and nobody invited before it is sent; then each once, however often it is sent', async () => {
  const { id } = await house.campaignWith(3);
  await house.feature.settled();
  expect([house.meetings.planned.size, house.mail.out]).toEqual([0, []]);
  for (let time = 0; time < 2; time++) {
    expect((await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {})).status).toBe(200);
    await house.feature.settled();
  }
  expect(house.meetings.planned.size).toBe(3);
  expect(house.mail.out.toSorted()).toEqual(['invited p0@example.net', 'invited p1@example.net', 'invited p2@example.net']);
  expect((await house.view(id)).interviews.map(({ state }) => state)).toEqual(['planned', 'planned', 'planned']);
});

test('several are carried out at a time, and none is left over', async () => {
  await house.restart({ atATime: 3 });
  const { id } = await house.campaignWith(200, {
    days: [2, 3, 4].map((day) => ({ date: `${nextYear}-03-0${day}`, from: '00:00', to: '23:59', breaks: [] })),
    lengthMin: 10,
  });
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await house.feature.settled();
  expect(house.meetings.planned.size).toBe(200);
  expect(new Set(house.mail.out).size).toBe(200);
  expect(house.mail.out).toHaveLength(200);
});

test('lines with problems are left out only when that is said', async () => {
  const { id } = await house.campaignWith(2);
  const applicants = [
    { name: 'Carol', email: 'carol@example.net' },
    { name: '=1+1', email: 'dave' },
  ];
  await house.ask('Alice', 'PUT', `/campaigns/${id}/applicants`, { applicants });
  expect((await house.view(id)).interviews.map(({ problems }) => problems)).toEqual([[], ['formula', 'email_bad']]);
  expect(await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {})).toMatchObject({
    status: 409,
    text: expect.stringContaining('problems') as string,
  });
  expect((await house.ask('Alice', 'POST', `/campaigns/${id}/send`, { leaveOutProblems: true })).text).toBe('{"concerned":1}');
});

test('what a server did not finish is finished by the next, and one that fails holds up no other', async () => {
  const { id } = await house.campaignWith(3);
  house.meetings.breaks = 1;
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await house.feature.settled();
  expect(house.meetings.planned.size).toBeGreaterThanOrEqual(2);
  await house.restart();
  await house.feature.settled();
  expect(house.meetings.planned.size).toBe(3);
  expect(house.mail.out.toSorted()).toEqual(['invited p0@example.net', 'invited p1@example.net', 'invited p2@example.net']);
});

test('all from a time on are moved, and each of them is told', async () => {
  const { id, interviews } = await house.campaignWith(3);
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  const before = startsOf(await house.view(id));
  const fromMs = interviews[1]?.startsAtMs;
  expect((await house.ask('Alice', 'POST', `/campaigns/${id}/move`, { fromMs, byMin: 15 })).text).toBe('{"concerned":2}');
  await house.feature.settled();
  const after = await house.view(id);
  expect(startsOf(after)).toEqual(before.map((at, index) => (at ?? 0) + (index === 0 ? 0 : minutes(15))));
  expect(house.mail.out).toContain('told of the change p2@example.net');
  for (const { meetingId, startsAtMs } of after.interviews)
    expect(meetingId && house.meetings.planned.get(meetingId)?.startsAtMs).toBe(startsAtMs);
});

test('an interview is not moved onto another of its panel', async () => {
  const { id, interviews } = await house.campaignWith(2);
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  const moved = await house.ask('Alice', 'POST', `/campaigns/${id}/move`, { interviews: [interviews[0]?.id], byMin: 40 });
  expect(moved).toMatchObject({ status: 409, text: expect.stringContaining('panel_not_free') as string });
  expect(startsOf(await house.view(id))).toEqual(interviews.map(({ startsAtMs }) => startsAtMs));
});

test('who runs late moves the rest of the day, as far as buffers and gaps do not take it up', async () => {
  const { id, interviews } = await house.campaignWith(4);
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  const [first, second, third] = interviews;
  await house.ask('Alice', 'POST', `/campaigns/${id}/cancel`, { interviews: [third?.id] });
  expect((await house.ask('Bob', 'POST', '/day/late', { interviewId: first?.id, byMin: 15 })).text).toBe('{"concerned":2}');
  const moved = await house.view(id);
  expect(moved.interviews.map(({ startsAtMs }, index) => (startsAtMs ?? 0) - (interviews[index]?.startsAtMs ?? 0))).toEqual([
    ...[minutes(15), minutes(15)],
    ...[0, 0], // the cancelled one's time takes up the rest
  ]);
  expect(second).toBeDefined();
});

test('cancelled interviews have no meeting any more, and the applicant is told', async () => {
  const { id, interviews } = await house.campaignWith(2);
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await house.ask('Alice', 'POST', `/campaigns/${id}/cancel`, { interviews: [interviews[0]?.id] });
  await house.feature.settled();
  expect(house.meetings.planned.size).toBe(1);
  expect(house.mail.out).toContain('cancelled p0@example.net');
  expect((await house.view(id)).interviews.map(({ state }) => state)).toEqual(['cancelled', 'planned']);
});

test('a campaign of a kind is kept no longer than the kind, its meetings are of it, and a kind that is not offered is refused', async () => {
  const { plan, deletedAtMs, interviews } = await house.sentCampaign(1, { presetId: 'interview', keptDays: 90 });
  expect([plan.presetId, plan.keptDays]).toEqual(['interview', 20]);
  expect(deletedAtMs).toBeLessThan((interviews[0]?.endsAtMs ?? 0) + 21 * 86_400_000);
  expect([...house.meetings.planned.values()].map(({ presetId }) => presetId)).toEqual(['interview']);
  await expect(house.campaignWith(1, { presetId: 'gone' })).rejects.toThrow('preset_not_found');
});

test('an interview takes as long as its kind says where the plan does not, and somebody has to say it', async () => {
  const { lengthMin: _, ...open } = plan;
  const make = async (body: object) => {
    const { status, text } = await house.ask('Alice', 'POST', '/campaigns', { ...open, ...body });
    return status === 201 ? CampaignView.parse(JSON.parse(text)).plan.lengthMin : text;
  };
  expect(await make({})).toContain('lengthMin');
  expect(await make({ presetId: 'interview' })).toContain('lengthMin');
  house.meetings.durationMin = 50;
  expect(await make({ presetId: 'interview' })).toBe(50);
  expect(await make({ presetId: 'interview', lengthMin: 20 })).toBe(20);
  house.meetings.durationMin = 600;
  expect(await make({ presetId: 'interview' })).toContain('480');
});
