import { MeetingId, PersonId } from '@saal/protocol';
import { expect, test } from 'vitest';
import type { Campaign, CampaignMessage, MessageReader, PlannedInterview } from './campaign-ports.ts';
import { InterviewLetters } from './interview-mail.ts';
import type { KindOfLetters } from './interview-reminders.ts';
import type { KnownLetter, Letter, LetterState, LetterSummary, Outbox } from './mail-ports.ts';

const HOUR_MS = 3600_000;
const nowMs = Date.UTC(2027, 2, 1, 9);
const campaign: Campaign = {
  ...{ id: 'c', ownerId: PersonId.parse('a'.repeat(22)), phase: 'sent', createdAtMs: nowMs, deleteAtMs: nowMs },
  plan: {
    ...{ title: 'Sachbearbeitung', timeZone: 'Europe/Berlin', lengthMin: 30, bufferMin: 0, days: [], panels: [], keptDays: 30 },
  },
};
const interview = (changes: Partial<PlannedInterview> = {}): PlannedInterview => ({
  ...{ id: 'i', campaignId: 'c', line: 1, name: 'Bob Muster', email: 'bob@example.net', language: 'de', panel: 'A', phase: 'planned' },
  ...{ problems: [], meetingId: MeetingId.parse('m'.repeat(22)), revision: 1, doneRevision: 0 },
  ...{ startsAtMs: nowMs + 72 * HOUR_MS, endsAtMs: nowMs + 72.5 * HOUR_MS, ...changes },
});

/** Keeps letters as the real one does: each id once, and withdraws only what has not gone out. */
class FakeOutbox implements Outbox {
  readonly isAvailable = true;
  readonly letters = new Map<string, Letter & { state: LetterState }>();
  async put(...letters: Letter[]): Promise<void> {
    for (const letter of letters) if (!this.letters.has(letter.id)) this.letters.set(letter.id, { ...letter, state: 'queued' });
  }
  async withdraw(which: { subjectId: string } | { id: string }): Promise<void> {
    for (const letter of this.letters.values())
      if (letter.state === 'queued' && ('id' in which ? letter.id === which.id : letter.subjectId === which.subjectId))
        letter.state = 'withdrawn';
  }
  async statesOf(subjectIds: readonly string[]): Promise<Map<string, LetterSummary>> {
    const all = [...this.letters.values()].filter(
      ({ subjectId, notBeforeMs }) => subjectIds.includes(subjectId) && notBeforeMs === undefined,
    );
    const last = all.findLast(({ state }) => state !== 'withdrawn') ?? all.at(-1);
    return new Map(last ? [[last.subjectId, { state: last.state }]] : []);
  }
  async lettersOf(subjectIds: readonly string[]): Promise<Map<string, KnownLetter[]>> {
    const of = (subjectId: string) => [...this.letters.values()].filter((letter) => letter.subjectId === subjectId);
    return new Map(subjectIds.map((subjectId) => [subjectId, of(subjectId).map(({ id, to, state }) => ({ id, email: to.email, state }))]));
  }
  preview({ paragraphs }: Letter): { html: string; text: string } {
    return { html: paragraphs.join('<br>'), text: paragraphs.join('\n') };
  }
  async forget(): Promise<void> {
    this.letters.clear();
  }
  onAnswer(): void {
    throw new Error('nobody asks');
  }
  send(): void {
    for (const letter of this.letters.values()) if (letter.state === 'queued' && letter.notBeforeMs === undefined) letter.state = 'sent';
  }
  /** What came of the letters to somebody that were due. */
  end(email: string, state: LetterState): void {
    for (const letter of this.letters.values())
      if (letter.to.email === email && letter.state === 'queued' && letter.notBeforeMs === undefined) letter.state = state;
  }
  waiting(): string[] {
    return [...this.letters.values()].filter(({ state }) => state === 'queued').map(({ subject }) => subject.split(':')[0] ?? '');
  }
}

function start(kind?: KindOfLetters): { outbox: FakeOutbox; mail: InterviewLetters } {
  const outbox = new FakeOutbox();
  const mail = new InterviewLetters({
    ...{ outbox, links: { of: async (ids) => new Map(ids.map((id) => [id, { secret: 'geheim', answer: null }])) } },
    ...{ clock: { now: () => nowMs, after: () => () => undefined }, publicUrl: 'https://saal.example.org' },
    nameOf: async () => 'Anna Beispiel',
    kindOf: async () => kind,
  });
  return { outbox, mail };
}

test('an invitation says who, when and where, and brings reminders of the day and the hour before', async () => {
  const { outbox, mail } = start();
  await mail.invite(interview(), campaign);
  const [letter, ...reminders] = [...outbox.letters.values()];
  expect(letter?.paragraphs).toEqual([
    'Guten Tag Bob Muster,',
    'wir laden Sie zu einem Gespräch per Video ein. Es findet statt am',
    'Donnerstag, 4. März 2027\n10:00 bis 10:30 Uhr (Mitteleuropäische Normalzeit)',
    'Öffnen Sie zur angegebenen Zeit den Link. Ein Browser genügt, ein Konto brauchen Sie nicht. Sie warten kurz, bis Sie hereingebeten werden.',
    'Mit freundlichen Grüßen\nAnna Beispiel',
  ]);
  expect(letter?.action?.url).toBe('https://saal.example.org/i/#geheim');
  expect(letter?.calendar).toMatchObject({ method: 'REQUEST', sequence: 0, durationMin: 30, uid: `${'m'.repeat(22)}@saal.example.org` });
  expect(reminders.map(({ notBeforeMs, notAfterMs }) => [notBeforeMs, notAfterMs])).toEqual([
    [nowMs + 48 * HOUR_MS, nowMs + 72 * HOUR_MS],
    [nowMs + 71 * HOUR_MS, nowMs + 72 * HOUR_MS],
  ]);
});

test('who is invited shortly before is not reminded of what they just read', async () => {
  const { outbox, mail } = start();
  await mail.invite(interview({ startsAtMs: nowMs + 25 * HOUR_MS, endsAtMs: nowMs + 26 * HOUR_MS }), campaign);
  expect(outbox.waiting()).toEqual(['Einladung zum Gespräch', 'Erinnerung an Ihr Gespräch']);
});

test('carried out twice, each letter is there once', async () => {
  const { outbox, mail } = start();
  await mail.invite(interview(), campaign);
  await mail.invite(interview(), campaign);
  expect(outbox.letters.size).toBe(3);
  const moved = interview({ revision: 2, startsAtMs: nowMs + 80 * HOUR_MS });
  await mail.invite(moved, campaign);
  await mail.invite(moved, campaign);
  expect(outbox.waiting()).toHaveLength(3);
});

test('whose address was corrected is invited, also while a letter to the former one is on its way', async () => {
  const { outbox, mail } = start();
  await mail.invite(interview({ email: 'wrong@example.net' }), campaign);
  outbox.send();
  await mail.invite(interview({ revision: 2 }), campaign);
  const letter = [...outbox.letters.values()].find(({ to, notBeforeMs }) => to.email === 'bob@example.net' && notBeforeMs === undefined);
  expect(letter?.subject).toContain('Einladung');
});

test('after a move the reminders of the old time stay here, and who was told is told of the change', async () => {
  const { outbox, mail } = start();
  await mail.invite(interview(), campaign);
  outbox.send();
  await mail.invite(interview({ revision: 2, startsAtMs: nowMs + 80 * HOUR_MS, endsAtMs: nowMs + 81 * HOUR_MS }), campaign);
  expect(outbox.waiting()).toEqual(['Neuer Termin für Ihr Gespräch', 'Erinnerung an Ihr Gespräch', 'Erinnerung an Ihr Gespräch']);
  const change = [...outbox.letters.values()].find(({ subject }) => subject.startsWith('Neuer'));
  expect(change?.calendar).toMatchObject({ sequence: 1, uid: `${'m'.repeat(22)}@saal.example.org` });
});

test('who was moved before the invitation went out is invited to the new time, and hears nothing of the old one', async () => {
  const { outbox, mail } = start();
  await mail.invite(interview(), campaign);
  await mail.invite(interview({ revision: 2, startsAtMs: nowMs + 80 * HOUR_MS }), campaign);
  expect(outbox.waiting()).toEqual(['Einladung zum Gespräch', 'Erinnerung an Ihr Gespräch', 'Erinnerung an Ihr Gespräch']);
});

test('a cancellation goes to who was told, and takes the reminders back; who heard nothing hears nothing', async () => {
  const { outbox, mail } = start();
  await mail.invite(interview(), campaign);
  await mail.cancel(interview({ revision: 2 }), campaign);
  expect(outbox.waiting()).toEqual([]);
  const told = start();
  await told.mail.invite(interview({ language: 'en' }), campaign);
  told.outbox.send();
  await told.mail.cancel(interview({ language: 'en', revision: 2 }), campaign);
  expect(told.outbox.waiting()).toEqual(['Your interview is cancelled']);
  const letter = [...told.outbox.letters.values()].at(-1);
  expect(letter?.calendar).toMatchObject({ method: 'CANCEL', sequence: 1 });
  expect(letter?.action).toBeUndefined();
});

const message: CampaignMessage = {
  ...{ id: 'message-1', campaignId: 'c', subject: 'Bitte mitbringen', text: 'Ihr Zeugnis.\n\nUnd gute Laune.' },
  ...{ interviews: ['i'], panels: ['A'], createdAtMs: nowMs },
};
const bob: MessageReader = { key: 'i', meetingId: interview().meetingId, name: 'Bob Muster', email: 'bob@example.net', language: 'de' };
const carol: MessageReader = { key: 'p', meetingId: null, name: 'Carol', email: 'carol@example.org', language: 'en' };

test('a message goes to everybody once, and a move does not take it back', async () => {
  const { outbox, mail } = start();
  await mail.invite(interview(), campaign);
  outbox.send();
  for (let time = 0; time < 2; time++) await mail.write(message, [bob, carol], campaign);
  await mail.invite(interview({ revision: 2, startsAtMs: nowMs + 80 * HOUR_MS }), campaign);
  const letters = [...outbox.letters.values()].filter(({ subject }) => subject === message.subject);
  expect(letters.map(({ to, state, paragraphs }) => [to.name, state, paragraphs])).toEqual([
    ['Bob Muster', 'queued', ['Ihr Zeugnis.', 'Und gute Laune.']],
    ['Carol', 'queued', ['Ihr Zeugnis.', 'Und gute Laune.']],
  ]);
  // The applicant gets their own link, somebody of the panel none of anybody.
  expect(letters.map(({ action }) => action?.url)).toEqual(['https://saal.example.org/i/#geheim', 'https://saal.example.org/day']);
  expect(await mail.messageStates(message, [bob])).toEqual([{ name: 'Bob Muster', email: 'bob@example.net', mail: 'queued' }]);
});

test('a preview shows no personal link', async () => {
  const { mail } = start();
  expect(await mail.previewMessage(bob, message, campaign)).toMatchObject({
    subject: 'Bitte mitbringen',
    html: 'Ihr Zeugnis.<br>Und gute Laune.',
  });
  expect(JSON.stringify(await mail.previewMessage(bob, message, campaign))).not.toContain('geheim');
});

test('only who was not reached by a message, or may not have been, gets it again, and once however often that is asked', async () => {
  const { outbox, mail } = start();
  await mail.write(message, [bob, carol], campaign);
  expect(await mail.writeAgain(message, [bob, carol], campaign)).toBe(0);
  outbox.end('bob@example.net', 'bounced');
  outbox.end('carol@example.org', 'sent');
  const again = await Promise.all([mail.writeAgain(message, [bob, carol], campaign), mail.writeAgain(message, [bob, carol], campaign)]);
  expect(again).toEqual([1, 1]);
  expect([...outbox.letters.values()].map(({ to, state }) => `${to.name} ${state}`)).toEqual([
    ...['Bob Muster bounced', 'Carol sent', 'Bob Muster queued'],
  ]);
  expect(await mail.messageStates(message, [bob])).toMatchObject([{ mail: 'queued' }]);
});

test('an invitation that bounced or is unknown goes out again as it holds now, six times at most', async () => {
  const { outbox, mail } = start();
  await mail.invite(interview(), campaign);
  expect(await mail.inviteAgain([interview()], campaign)).toBe(0);
  for (const state of ['unknown', 'bounced', 'bounced', 'unknown', 'bounced'] as const) {
    outbox.end('bob@example.net', state);
    expect(await mail.inviteAgain([interview()], campaign)).toBe(1);
    expect(await mail.inviteAgain([interview()], campaign)).toBe(0);
  }
  outbox.end('bob@example.net', 'bounced');
  expect(await mail.inviteAgain([interview()], campaign)).toBe(0);
  const invitations = [...outbox.letters.values()].filter(({ calendar }) => calendar !== undefined);
  expect(invitations).toHaveLength(6);
  expect(new Set(invitations.map(({ subject, calendar }) => `${subject} ${calendar?.uid} ${calendar?.sequence}`)).size).toBe(1);
});

test('what was sent again of a time that holds no more stays here', async () => {
  const { outbox, mail } = start();
  await mail.invite(interview(), campaign);
  outbox.end('bob@example.net', 'bounced');
  await mail.inviteAgain([interview()], campaign);
  await mail.invite(interview({ revision: 2, startsAtMs: nowMs + 80 * HOUR_MS }), campaign);
  const queued = [...outbox.letters.values()].filter(({ state, calendar }) => state === 'queued' && calendar !== undefined);
  expect(queued.map(({ calendar }) => calendar?.sequence)).toEqual([1]);
});

test('of a kind, reminders and a paragraph of the invitation are as the house has them, and none twice', async () => {
  const { outbox, mail } = start({ remindersMin: [2880, 30], mailText: { de: 'Bitte testen Sie Ihr Mikrofon.', en: '' } });
  for (let time = 0; time < 2; time++) await mail.invite(interview(), campaign);
  const [letter, ...reminders] = [...outbox.letters.values()];
  expect(letter?.paragraphs.at(-2)).toBe('Bitte testen Sie Ihr Mikrofon.');
  expect(reminders.map(({ notBeforeMs }) => notBeforeMs)).toEqual([nowMs + 24 * HOUR_MS, nowMs + 71.5 * HOUR_MS]);
  // Again after a server that died: nothing of this revision is taken back.
  for (let time = 0; time < 2; time++) await mail.invite(interview({ revision: 2 }), campaign);
  expect([...outbox.letters.values()].map(({ state }) => state)).toEqual([
    ...['withdrawn', 'withdrawn', 'withdrawn'],
    ...['queued', 'queued', 'queued'],
  ]);
});
