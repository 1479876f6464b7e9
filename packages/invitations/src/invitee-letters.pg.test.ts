import { InviteeList } from '@saal/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openInviteeHouse, secretIn, type InviteeHouse } from './testing/invitee-house.ts';

let house: InviteeHouse;
beforeEach(async () => {
  house = await openInviteeHouse();
});
afterEach(() => house.close());

const hour = 3_600_000;
const dora = { email: 'dora@example.net', name: 'Dr. Dora Klein', language: 'en' };
const letters = () => [...house.outbox.letters.values()];
const said = () => letters().filter(({ notBeforeMs }) => notBeforeMs === undefined);

test('who is invited gets one letter, with the personal link, the date and a calendar entry; colleagues get the usual link', async () => {
  const id = house.meeting();
  const invited = await house.invite(id, dora, { email: 'bob@example.org' });
  await house.settled();
  expect(house.outbox.subjects.toSorted()).toEqual(['Einladung: Haushalt', 'Invitation: Haushalt']);
  const [toDora, toBob] = ['dora@example.net', 'bob@example.org'].map((email) => letters().find(({ to }) => to.email === email));
  const link = invited.find(({ name }) => name === dora.name)?.link ?? '';
  expect(toDora).toMatchObject({
    ...{ language: 'en', senderName: 'Alice', action: { url: link } },
    calendar: { method: 'REQUEST', sequence: 0, durationMin: 60, timeZone: 'Europe/Berlin', description: `Open invitation: ${link}` },
  });
  expect(toDora?.paragraphs.join('\n')).toContain('10:00 to 11:00 (Central European Standard Time)');
  expect(toBob?.action?.url).toBe(`https://saal.example.org/m/${id}`);
});

test('what the house says of a kind of meeting stands in letters, and its reminders take the place of the usual ones', async () => {
  const note = { de: 'Bitte halten Sie Ihren Ausweis bereit.', en: 'Please have your ID ready.\n\nIt is looked at once.' };
  const id = house.meeting({ note, remindersMin: [30, 5] });
  await house.invite(id, dora);
  await house.settled();
  const [invitation] = letters();
  expect(invitation?.paragraphs.slice(-2)).toEqual(['Please have your ID ready.', 'It is looked at once.']);
  const moments = letters().flatMap(({ notBeforeMs }) => notBeforeMs ?? []);
  expect(moments).toHaveLength(2);
  expect((moments[1] ?? 0) - (moments[0] ?? 0)).toBe(25 * 60_000);
  await house.replan(id, undefined);
  expect(letters().at(-1)?.paragraphs.join(' ')).not.toContain('ID ready');
});

test('that a meeting is of another kind is told once, and only where the house says something else for it', async () => {
  const words = (text: string) => ({ de: text, en: text });
  const id = house.meeting({ kindId: 'talk', note: words('Bring your ID.') });
  await house.invite(id, dora);
  await house.settled();
  // Of the same kind, written anew: nothing is said.
  await house.replan(id, { note: words('Bring your passport.') });
  await house.replan(id, { kindId: 'hearing' });
  expect(said()).toHaveLength(1);
  await house.replan(id, { kindId: 'board', note: words('Bring the papers.') });
  await house.replan(id, {});
  expect(house.outbox.subjects).toEqual(['Invitation: Haushalt', 'Changed: Haushalt']);
  expect(said().at(-1)).toMatchObject({ calendar: { method: 'REQUEST', sequence: 1 } });
  expect(said().at(-1)?.paragraphs.at(-1)).toBe('Bring the papers.');
  // With a new title the paragraph is in that letter.
  await house.replan(id, { kindId: 'talk', note: words('Bring your ID.'), title: 'Haushalt II' });
  expect(said()).toHaveLength(3);
  expect(said().at(-1)?.paragraphs.at(-1)).toBe('Bring your ID.');
});

test('a change is told once by however many servers, a deletion cancels, and the rows go', async () => {
  const id = house.meeting();
  await house.invite(id, dora);
  await house.settled();
  const other = house.start();
  await house.replan(id, { title: 'Haushalt II' });
  other.planChanged(id);
  await other.settled();
  expect(house.outbox.subjects).toEqual(['Invitation: Haushalt', 'Changed: Haushalt II']);
  await house.replan(id, undefined);
  expect(house.outbox.subjects.at(-1)).toBe('Cancelled: Haushalt II');
  expect(letters().at(-1)).toMatchObject({ calendar: { method: 'CANCEL', sequence: 2 } });
  expect(letters().at(-1)?.action).toBeUndefined();
  // Nobody is asked any more who planned it: it was told.
  expect(letters().at(-1)).toMatchObject({ senderName: 'Alice', calendar: { organizerName: 'Alice' } });
  expect(letters().at(-1)?.paragraphs[1]).toBe('The video meeting does not take place: Haushalt II');
  expect(
    await house.db
      .selectFrom('invitations.invitee' as never)
      .selectAll()
      .execute(),
  ).toEqual([]);
  await other.close();
});

test('what a server did not say before it died is said by the next, and nothing twice', async () => {
  const id = house.meeting();
  house.outbox.breaks = 1;
  await house.invite(id, dora, { email: 'bob@example.org' });
  await house.settled();
  const before = house.outbox.subjects.length;
  expect(before).toBeLessThan(2);
  const next = house.start();
  await next.settled();
  await next.close();
  expect(house.outbox.subjects).toHaveLength(2);
});

test('who is withdrawn is told, and so is who gets a new link, by the new one', async () => {
  const id = house.meeting();
  const [invited] = await house.invite(id, dora);
  await house.settled();
  const { body } = await house.ask('Alice', 'PATCH', `/meetings/${id}/invitees/${invited?.id ?? ''}`, { link: 'new' });
  await house.settled();
  const link = InviteeList.parse(body).invitees[0]?.link;
  expect(secretIn(link)).not.toBe(secretIn(invited?.link));
  expect(said().at(-1)).toMatchObject({ subject: 'Changed: Haushalt', action: { url: link } });
  await house.ask('Alice', 'DELETE', `/meetings/${id}/invitees/${invited?.id ?? ''}`);
  await house.settled();
  expect(said().at(-1)).toMatchObject({ subject: 'Cancelled: Haushalt', calendar: { method: 'CANCEL' } });
  expect(said().at(-1)?.paragraphs[1]).toBe('Alice has withdrawn your invitation: Haushalt');
});

test('a booked room stands in letters and in the entry, and is told when it changes', async () => {
  const id = house.meeting({ place: 'Saal 1, Rathaus' });
  await house.invite(id, dora);
  await house.settled();
  expect(said().at(-1)).toMatchObject({ subject: 'Invitation: Haushalt', calendar: { place: 'Saal 1, Rathaus' } });
  expect(said().at(-1)?.paragraphs.join('\n')).toContain('\nPlace: Saal 1, Rathaus, or by video');
  await house.replan(id, { place: 'Saal 2, Rathaus' });
  expect(said().at(-1)).toMatchObject({ subject: 'Changed: Haushalt', calendar: { sequence: 1, place: 'Saal 2, Rathaus' } });
});

test('reminders wait for a day and a quarter of an hour before, and stay here when the date moves or is declined', async () => {
  const startsAtMs = Date.UTC(2027, 2, 1, 8) + 30 * hour;
  const id = house.meeting({ dates: [{ startsAtMs, durationMin: 60 }] });
  const [invited] = await house.invite(id, dora);
  await house.settled();
  expect(letters().filter(({ notBeforeMs }) => notBeforeMs !== undefined)).toEqual([]);
  house.skip(5 * hour);
  await house.replan(id, {});
  const reminders = letters().filter(({ notBeforeMs }) => notBeforeMs !== undefined);
  expect(reminders.map(({ notBeforeMs }) => notBeforeMs)).toEqual([startsAtMs - 24 * hour, startsAtMs - hour / 4]);
  await house.replan(id, { dates: [{ startsAtMs: startsAtMs + hour, durationMin: 60 }] });
  expect(house.outbox.withdrawn.toSorted()).toEqual(reminders.map((letter) => letter.id).toSorted());
  await house.ask('', 'POST', '/personal-link/answer', { secret: secretIn(invited?.link), answer: 'declined' });
  await house.replan(id, {});
  expect(house.outbox.withdrawn).toHaveLength(4);
});

test('an answer by mail counts from the address that was invited, and from no other', async () => {
  const id = house.meeting();
  const [invited] = await house.invite(id, dora);
  const subjectId = invited?.id ?? '';
  const answers = async () => InviteeList.parse((await house.ask('Alice', 'GET', `/meetings/${id}/invitees`)).body).invitees[0]?.answer;
  await house.outbox.answer({ subjectId, email: 'mallory@example.net', answer: 'declined' });
  expect(await answers()).toBeNull();
  await house.outbox.answer({ subjectId, email: 'Dora@example.net', answer: 'accepted' });
  expect(await answers()).toBe('accepted');
});

test('without mail nothing is said, also not when there is mail later; what changes then is', async () => {
  house.outbox.isAvailable = false;
  const id = house.meeting();
  const [invited] = await house.invite(id, dora);
  await house.settled();
  house.outbox.isAvailable = true;
  await house.replan(id, {});
  expect(house.outbox.subjects).toEqual([]);
  await house.ask('Alice', 'DELETE', `/meetings/${id}/invitees/${invited?.id ?? ''}`);
  await house.settled();
  expect(house.outbox.subjects).toEqual(['Cancelled: Haushalt']);
});
