import { MAX_OWN_QUESTIONS, type QuestionId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { alice, bob, carol, dora, Rehearsal } from './testing/rehearsal.ts';
import { viewFor } from './view.ts';

const runtime = { live: new Map(), speaking: [], activeSpeaker: null };

function desk(settings = {}): Rehearsal {
  const meeting = new Rehearsal({ size: 'event', ...settings });
  for (const one of [alice, bob, carol, dora]) meeting.admitted(one);
  meeting.does(alice, { kind: 'start-event' });
  return meeting;
}
function ask(meeting: Rehearsal, who: typeof bob, text: string, anonymous = false): QuestionId {
  expect(meeting.does(who, { kind: 'ask-question', text, anonymous })).toBe('done');
  const [id] = [...meeting.state.questions.keys()].slice(-1);
  if (!id) throw new Error('no question');
  return id;
}
const seen = (meeting: Rehearsal, who: typeof bob) =>
  viewFor(meeting.state, runtime, meeting.person(who).id, { deviceId: 'device-00' as never, companion: false });
const texts = (meeting: Rehearsal, who: typeof bob) => seen(meeting, who)?.questions.map(({ text }) => text);

test('a question is seen by its author and who moderates, by all when it was let through', () => {
  const meeting = desk();
  const id = ask(meeting, bob, 'Wann wird gebaut?');
  expect([alice, bob, carol].map((who) => texts(meeting, who)?.length)).toEqual([1, 1, 0]);
  expect(meeting.does(carol, { kind: 'vote-question', questionId: id, up: true })).toBe('question_not_found');
  meeting.does(alice, { kind: 'moderate-question', questionId: id, state: 'open' });
  expect(texts(meeting, carol)).toEqual(['Wann wird gebaut?']);

  const refused = ask(meeting, bob, 'Etwas Böses');
  meeting.does(alice, { kind: 'moderate-question', questionId: refused, state: 'dismissed' });
  expect(texts(meeting, carol)).toEqual(['Wann wird gebaut?']);
  expect(seen(meeting, bob)?.questions.map(({ state }) => state)).toEqual(['open', 'dismissed']);
});

test('without moderation a question is open at once', () => {
  const meeting = desk({ questionsModerated: false });
  ask(meeting, bob, 'Wann?');
  expect(texts(meeting, carol)).toEqual(['Wann?']);
});

test('everybody votes once, not for their own, and may take it back', () => {
  const meeting = desk({ questionsModerated: false });
  const questionId = ask(meeting, bob, 'Wann?');
  const votes = () => meeting.state.questions.get(questionId)?.voters.size;
  meeting.does(carol, { kind: 'vote-question', questionId, up: true });
  meeting.does(carol, { kind: 'vote-question', questionId, up: true });
  meeting.does(dora, { kind: 'vote-question', questionId, up: true });
  expect(meeting.does(bob, { kind: 'vote-question', questionId, up: true })).toBe('not_allowed');
  expect(votes()).toBe(2);
  expect(seen(meeting, carol)?.me.votes).toEqual([questionId]);
  meeting.does(carol, { kind: 'vote-question', questionId, up: false });
  expect(votes()).toBe(1);
});

test('who asks without a name is named to nobody', () => {
  const meeting = desk({ questionsModerated: false });
  ask(meeting, bob, 'Wer verdient was?', true);
  expect([alice, carol].map((who) => seen(meeting, who)?.questions[0]?.askerName)).toEqual([null, null]);
});

test('one question is answered live at a time; an answer in writing is seen by all', () => {
  const meeting = desk({ questionsModerated: false });
  const first = ask(meeting, bob, 'Eins?');
  const second = ask(meeting, carol, 'Zwei?');
  meeting.does(alice, { kind: 'moderate-question', questionId: first, state: 'live' });
  meeting.does(alice, { kind: 'moderate-question', questionId: second, state: 'live' });
  expect([first, second].map((id) => meeting.state.questions.get(id)?.state)).toEqual(['answered', 'live']);
  meeting.does(alice, { kind: 'moderate-question', questionId: second, state: 'answered', answer: 'Im Mai.' });
  expect(seen(meeting, dora)?.questions.find(({ id }) => id === second)?.answer).toBe('Im Mai.');
  expect(meeting.does(bob, { kind: 'moderate-question', questionId: first, state: 'open' })).toBe('right_missing');
});

test('own questions are limited until they are answered, and may be withdrawn by nobody else', () => {
  const meeting = desk();
  const ids = Array.from({ length: MAX_OWN_QUESTIONS }, (_, number) => ask(meeting, bob, `Frage ${number}`));
  expect(meeting.does(bob, { kind: 'ask-question', text: 'noch eine', anonymous: false })).toBe('too_many_questions');
  const [first] = ids;
  if (!first) throw new Error('no question');
  expect(meeting.does(carol, { kind: 'withdraw-question', questionId: first })).toBe('question_not_found');
  expect(meeting.does(bob, { kind: 'withdraw-question', questionId: first })).toBe('done');
  ask(meeting, bob, 'noch eine');
});

test('a talk has no question desk', () => {
  const meeting = desk({ size: 'talk' });
  expect(meeting.does(bob, { kind: 'ask-question', text: 'Wann?', anonymous: false })).toBe('not_allowed');
});
