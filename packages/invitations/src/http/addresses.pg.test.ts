import { SaalError } from '@saal/foundation';
import { InviteeList } from '@saal/protocol';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CampaignHouse } from '../testing/campaign-house.ts';
import { openInviteeHouse, secretIn, type InviteeHouse } from '../testing/invitee-house.ts';

class GuestsRefused extends SaalError {
  readonly code = 'guests_refused';
}

const code = (text: string): unknown => (JSON.parse(text) as { error?: { code: string } }).error?.code;

/** As the outbox keeps one. */
const keepLetter = (db: InviteeHouse['db'], subjectId: string, state: string) =>
  sql`insert into invitations.letter (id, subject_id, thread_id, email, content, state, created_at_ms, due_at_ms, changed_at_ms)
    values (gen_random_uuid(), ${subjectId}, gen_random_uuid(), 'wrong@example.net', '{}', ${state}, 1, 1, 1)`.execute(db);
const lettersOf = async (db: InviteeHouse['db'], subjectId: string): Promise<string[]> =>
  (
    await sql<{ state: string; kept: boolean }>`
      select state, content is not null as kept from invitations.letter where subject_id = ${subjectId}`.execute(db)
  ).rows.map(({ state, kept }) => (kept ? `${state} with content` : state));
const audited = async (db: InviteeHouse['db'], id: string): Promise<unknown[]> =>
  (await sql<{ action: string; details: unknown }>`select action, details from audit.entry where subject_id = ${id}`.execute(db)).rows;

let house: InviteeHouse;
beforeEach(async () => {
  house = await openInviteeHouse();
});
afterEach(() => house.close());

const dora = { email: 'wrong@example.net', name: 'Dora' };
async function invited(others: object[] = []) {
  const id = house.meeting();
  const list = await house.invite(id, dora, ...others);
  await house.settled();
  const of = list.find(({ email }) => email === dora.email);
  const correct = async (body: object, as = 'Alice') => {
    const answer = await house.ask(as, 'PATCH', `/meetings/${id}/invitees/${of?.id ?? ''}`, body);
    return { ...answer, list: answer.status === 200 ? InviteeList.parse(answer.body).invitees : [] };
  };
  return { id, inviteeId: of?.id ?? '', link: of?.link, correct };
}
const to = (email: string) => [...house.outbox.letters.values()].filter((letter) => letter.to.email === email && letter.calendar);

test('who is corrected is invited at the right address once, by a new link; that of the wrong address is void', async () => {
  const { id, inviteeId, link, correct } = await invited();
  await keepLetter(house.db, inviteeId, 'bounced');
  await keepLetter(house.db, inviteeId, 'queued');
  await keepLetter(house.db, inviteeId, 'sending');
  await house.ask('', 'POST', '/personal-link/answer', { secret: secretIn(link), answer: 'declined' });
  const { status, list } = await correct({ email: ' Dora@Example.net ' });
  expect([status, list]).toMatchObject([200, [{ email: 'dora@example.net', mail: 'queued', answer: null }]]);
  expect(secretIn(list[0]?.link)).not.toBe(secretIn(link));
  expect((await house.ask('', 'POST', '/personal-link', { secret: secretIn(link) })).status).toBe(410);
  expect((await house.ask('', 'POST', '/personal-link', { secret: secretIn(list[0]?.link) })).status).toBe(200);
  expect(house.meetings.out).toEqual([inviteeId]);
  expect(await lettersOf(house.db, inviteeId)).toEqual(['sending']);
  await house.settled();
  await house.replan(id, {});
  expect(to('dora@example.net')).toMatchObject([{ subject: 'Einladung: Haushalt', calendar: { method: 'REQUEST', sequence: 0 } }]);
  expect(to('wrong@example.net')).toHaveLength(1);
  expect(await audited(house.db, inviteeId)).toEqual([{ action: 'invitee.address-corrected', details: { meeting: id, link: 'renewed' } }]);
});

test('a server that dies in between leaves nobody out and tells nobody twice', async () => {
  const { inviteeId, correct } = await invited();
  await keepLetter(house.db, inviteeId, 'bounced');
  house.outbox.breaks = 1;
  await correct({ email: 'dora@example.net' });
  await house.settled();
  expect(to('dora@example.net')).toEqual([]);
  for (const server of [house.start(), house.start()]) {
    await server.settled();
    await server.close();
  }
  expect(to('dora@example.net')).toHaveLength(1);
});

test('a link that was in no letter stays, since it may have been passed on by hand', async () => {
  const { link, correct } = await invited();
  const { list } = await correct({ email: 'dora@example.net' });
  expect(list[0]?.link).toBe(link);
  expect(house.meetings.out).toEqual([]);
});

test('an address that belongs to an account invites that account, and nobody is in the list twice', async () => {
  const { correct } = await invited([{ email: 'erik@example.net' }, { email: 'mallory@example.org' }]);
  for (const email of ['erik@example.net', 'mallory@example.org'])
    expect(code((await correct({ email })).text), email).toBe('address_taken');
  const { list } = await correct({ email: 'bob@example.org' });
  expect(list.find(({ email }) => email === 'bob@example.org')).toMatchObject({ name: 'Bob', external: false, passesLobby: true });
  expect(list.some(({ email }) => email === dora.email)).toBe(false);
  await house.settled();
  expect(to('bob@example.org')).toHaveLength(1);
});

test('where guests are refused nobody external is invited by a correction; an account is, and all of a change happens or nothing', async () => {
  const { id, correct } = await invited();
  house.meetings.refusal = new GuestsRefused('a policy of the house');
  expect(code((await correct({ email: 'dora@example.net' })).text)).toBe('guests_refused');
  for (const beside of [{ name: 'Bob B.' }, { link: 'new' }])
    expect(code((await correct({ email: 'bob@example.org', ...beside })).text)).toBe('bad_request');
  const { body } = await house.ask('Alice', 'GET', `/meetings/${id}/invitees`);
  expect(InviteeList.parse(body).invitees).toMatchObject([{ ...dora, external: true }]);
  expect((await correct({ email: 'bob@example.org', role: 'presenter' })).list).toMatchObject([{ name: 'Bob', role: 'presenter' }]);
});

test('A03: only who may change the meeting corrects, and only an address, of somebody external who is written to', async () => {
  const { id, correct } = await invited([{ email: 'bob@example.org' }, { name: 'Without' }]);
  expect(code((await correct({ email: 'x@example.net' }, 'Mallory')).text)).toBe('meeting_not_found');
  for (const email of ['', 'nobody', 'a b@example.net', 'x@example.net\r\nBcc: y@example.net'])
    expect((await correct({ email })).status, email).toBe(400);
  const { body } = await house.ask('Alice', 'GET', `/meetings/${id}/invitees`);
  for (const { id: inviteeId } of InviteeList.parse(body).invitees.filter(({ email }) => email !== dora.email)) {
    const answer = await house.ask('Alice', 'PATCH', `/meetings/${id}/invitees/${inviteeId}`, { email: 'x@example.net' });
    expect(code(answer.text)).toBe('bad_request');
  }
});

test('an applicant is corrected and invited at the right address, with a link of its own', async () => {
  const campaigns = await CampaignHouse.open();
  const { db } = campaigns.database;
  const { id, interviews } = await campaigns.sentCampaign(2);
  const [first, second] = interviews;
  const meetingId = first?.meetingId ?? '';
  for (const state of ['bounced', 'queued', 'sending']) await keepLetter(db, meetingId, state);
  const linkHashes = async (): Promise<unknown[]> =>
    (await sql`select link_hash from invitations.invitee where meeting_id = ${meetingId} and not withdrawn`.execute(db)).rows;
  const before = await linkHashes();
  const correct = (interviewId: string | undefined, email: string, as = 'Alice') =>
    campaigns.ask(as, 'PATCH', `/campaigns/${id}/interviews/${interviewId ?? ''}`, { email });

  expect(code((await correct(first?.id, 'right@example.net', 'Bob')).text)).toBe('campaign_not_found');
  expect(code((await correct('none', 'right@example.net')).text)).toBe('campaign_not_found');
  expect(code((await correct(first?.id, second?.email ?? '')).text)).toBe('address_taken');
  expect((await correct(first?.id, first?.email ?? '')).text).toBe('{"concerned":0}');
  expect((await correct(first?.id, 'Right@example.net')).text).toBe('{"concerned":1}');
  await campaigns.feature.settled();
  const corrected = (await campaigns.view(id)).interviews.find((each) => each.id === first?.id);
  expect(corrected).toMatchObject({ email: 'right@example.net', startsAtMs: first?.startsAtMs, meetingId });
  expect(campaigns.mail.out.filter((line) => line.includes('right@'))).toHaveLength(1);
  expect(await lettersOf(db, meetingId)).toEqual(['sending']);
  const after = await linkHashes();
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  expect(await audited(db, first?.id ?? '')).toEqual([{ action: 'interview.address-corrected', details: { campaign: id } }]);

  await campaigns.ask('Alice', 'POST', `/campaigns/${id}/cancel`, { interviews: [second?.id] });
  expect(code((await correct(second?.id, 'late@example.net')).text)).toBe('campaign_state_wrong');
  await campaigns.close();
});

test('messages that wait for the former address of an applicant stay there no more, and can be sent again', async () => {
  const campaigns = await CampaignHouse.open();
  const { db } = campaigns.database;
  const { id, interviews } = await campaigns.sentCampaign(2);
  const { text } = await campaigns.ask('Alice', 'POST', `/campaigns/${id}/message`, { subject: 'Bitte mitbringen', text: 'Ihr Zeugnis.' });
  expect(text).toBe('{"concerned":2}');
  await campaigns.feature.settled();
  const { rows } = await sql<{ id: string }>`select id from invitations.campaign_message where campaign_id = ${id}`.execute(db);
  const subject = `message ${id} ${rows[0]?.id ?? ''}`;
  for (const state of ['queued', 'sending', 'sent'])
    await sql`insert into invitations.letter (id, subject_id, thread_id, email, content, state, created_at_ms, due_at_ms, changed_at_ms)
      select gen_random_uuid(), ${subject}, gen_random_uuid(), email, '{}', ${state}, 1, 1, 1 from invitations.interview
      where campaign_id = ${id}`.execute(db);
  const waiting = async (email = ''): Promise<unknown[]> =>
    (
      await sql`select state, content is null as gone from invitations.letter where subject_id = ${subject} and email = ${email}
        order by state`.execute(db)
    ).rows;
  await campaigns.ask('Alice', 'PATCH', `/campaigns/${id}/interviews/${interviews[0]?.id ?? ''}`, { email: 'right@example.net' });
  expect(await waiting(interviews[0]?.email)).toEqual([
    { state: 'sending', gone: true },
    { state: 'sent', gone: false },
    { state: 'unknown', gone: true },
  ]);
  expect(await waiting(interviews[1]?.email)).toEqual(['queued', 'sending', 'sent'].map((state) => ({ state, gone: false })));
  await campaigns.close();
});

test('an applicant whose server died before the letter is invited by the next one, once', async () => {
  const campaigns = await CampaignHouse.open();
  const { id, interviews } = await campaigns.sentCampaign(1);
  campaigns.meetings.breaks = 1000;
  await campaigns.ask('Alice', 'PATCH', `/campaigns/${id}/interviews/${interviews[0]?.id ?? ''}`, { email: 'right@example.net' });
  await campaigns.feature.settled();
  expect((await campaigns.view(id)).interviews[0]?.state).toBe('queued');
  campaigns.meetings.breaks = 0;
  await campaigns.restart();
  await campaigns.feature.settled();
  await campaigns.feature.settled();
  expect(campaigns.mail.out.filter((line) => line.includes('right@'))).toHaveLength(1);
  await campaigns.close();
});
