import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InterviewFact } from '../interview-fact.ts';
import { CampaignHouse } from '../testing/campaign-house.ts';
import { createInviteeStore } from './invitee-store.ts';
import { createLetterStore } from './letter-store.ts';

let house: CampaignHouse;
beforeEach(async () => {
  house = await CampaignHouse.open();
});
afterEach(() => house.close());

async function taken(): Promise<InterviewFact[]> {
  const facts: InterviewFact[] = [];
  while (await house.feature.facts.takeNext(async (fact) => void facts.push(fact)));
  return facts;
}
const short = (facts: readonly InterviewFact[]): string[] =>
  facts.map((fact) => (fact.type === 'answered' ? `answered ${fact.answer}` : fact.type));

test('who follows a campaign learns once of each invitation, answer, bounce, move and end, without names', async () => {
  const { id } = await house.campaignWith(2);
  await house.feature.facts.follow(id);
  await house.feature.facts.follow(id);
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await house.feature.settled();
  const [first, second] = (await house.view(id)).interviews;
  if (!first?.meetingId || !second?.meetingId) throw new Error('two interviews');
  expect(short(await taken())).toEqual(['invited', 'invited']);

  const nowMs = Date.now();
  const letters = createLetterStore(house.database.db, async () => undefined);
  const letter = {
    id: randomUUID(),
    subjectId: first.meetingId,
    to: { name: 'x', email: first.email },
    language: 'de',
    subject: 's',
  } as const;
  await letters.put([{ ...letter, paragraphs: ['x'] }], nowMs);
  await letters.setState(letter.id, ['queued'], { state: 'bounced', reason: '550 no such user' }, nowMs);
  const [applicant] = await createInviteeStore(house.database.db).applicantsOf([second.meetingId]);
  if (!applicant) throw new Error('an applicant');
  await createInviteeStore(house.database.db).change(second.meetingId, applicant.id, { answer: 'declined' });
  await house.ask('Alice', 'POST', `/campaigns/${id}/move`, { interviews: [first.id], byMin: 100 });
  await house.ask('Alice', 'POST', `/campaigns/${id}/cancel`, {});
  await house.feature.settled();
  const facts = await taken();
  expect(short(facts)).toEqual(['bounced', 'answered declined', 'rescheduled', 'deleted', 'deleted']);
  const ids = facts.map(({ interviewId }) => interviewId);
  expect(ids.slice(0, 3)).toEqual([first.id, second.id, first.id]);
  // Several are called off at a time.
  expect(new Set(ids.slice(3))).toEqual(new Set([first.id, second.id]));
  expect(facts[2]?.startsAtMs).toBe((first.startsAtMs ?? 0) + 100 * 60_000);
  expect(JSON.stringify(facts)).not.toMatch(/Person|@|550/);
  expect(await taken()).toEqual([]);
});

test('of a campaign that nobody follows nothing is kept', async () => {
  const { id } = await house.sentCampaign(1);
  await house.ask('Alice', 'POST', `/campaigns/${id}/cancel`, {});
  expect(await taken()).toEqual([]);
});

test('a fact whose taker failed is told again, and holds back those after it but no other interview', async () => {
  const { id } = await house.campaignWith(2);
  await house.feature.facts.follow(id);
  await house.ask('Alice', 'POST', `/campaigns/${id}/send`, {});
  await house.feature.settled();
  await expect(house.feature.facts.takeNext(() => Promise.reject(new Error('died')))).rejects.toThrow('died');
  const seen: string[] = [];
  await house.feature.facts.takeNext(async (fact) => {
    seen.push(fact.interviewId);
    await house.feature.facts.takeNext(async (other) => void seen.push(other.interviewId));
    expect(await house.feature.facts.takeNext(async () => undefined)).toBe(false);
  });
  expect(new Set(seen).size).toBe(2);
});
