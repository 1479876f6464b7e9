import { expect, test } from 'vitest';
import { counted, type Counting, type Vote } from './poll-count.ts';
import { choicesOf, pollOf, responseContent, startContent } from './poll-content.ts';

let made = 0;
const lunch = (change: Partial<Parameters<typeof startContent>[0]> = {}) => {
  made = 0;
  const content = startContent(
    { question: 'Wann?', answers: ['Montag', 'Dienstag', 'Mittwoch'], maxChoices: 1, isOpen: true, ...change },
    () => `a${made++}`,
  );
  const poll = pollOf(content);
  if (!poll) throw new Error('our own poll cannot be read');
  return poll;
};
const vote = (sender: string, atMs: number, ...answerIds: string[]): Vote => ({ sender, atMs, answerIds });
const count = (poll: ReturnType<typeof lunch>, votes: Vote[], more: Partial<Counting> = {}) =>
  counted(poll, { votes, endedAtMs: undefined, ownId: 'anna', isComplete: true, ...more });
const counts = (poll: ReturnType<typeof lunch>) => poll.answers.map((answer) => answer.count);

test('the newest vote of each person counts, whatever the order it comes in', () => {
  const now = count(lunch(), [vote('bob', 5, 'a1'), vote('anna', 1, 'a0'), vote('bob', 2, 'a0')]);
  expect(counts(now)).toEqual([1, 1, 0]);
  expect(now.voterCount).toBe(2);
  expect(now.answers.map(({ isOwn }) => isOwn)).toEqual([true, false, false]);
});

test('a vote is taken back by an empty one, and spoiled by an answer that there is not', () => {
  const now = count(lunch(), [vote('bob', 1, 'a1'), vote('bob', 2), vote('carol', 1, 'a0'), vote('carol', 2, 'x')]);
  expect(counts(now)).toEqual([0, 0, 0]);
  expect(now.voterCount).toBe(0);
});

test('of more answers than allowed the first count, and none twice', () => {
  expect(counts(count(lunch(), [vote('bob', 1, 'a2', 'a0')]))).toEqual([0, 0, 1]);
  expect(counts(count(lunch({ maxChoices: 3 }), [vote('bob', 1, 'a2', 'a2', 'a0')]))).toEqual([1, 0, 1]);
});

test('what is said after the end does not count', () => {
  const now = count(lunch(), [vote('bob', 1, 'a1'), vote('bob', 20, 'a2'), vote('carol', 10, 'a0')], { endedAtMs: 10 });
  expect(counts(now)).toEqual([1, 1, 0]);
  expect(now.hasEnded).toBe(true);
});

test('a closed poll tells its counts at the end, no poll before all votes are here', () => {
  const votes = [vote('bob', 1, 'a1')];
  const closed = lunch({ isOpen: false });
  expect(counts(count(closed, votes))).toEqual([undefined, undefined, undefined]);
  expect(count(closed, votes).voterCount).toBe(1);
  expect(counts(count(closed, votes, { endedAtMs: 5 }))).toEqual([0, 1, 0]);
  const early = count(lunch(), votes, { isComplete: false });
  expect([counts(early), early.voterCount]).toEqual([[undefined, undefined, undefined], undefined]);
});

test('a vote reads as it was written; what is none is none', () => {
  expect(choicesOf(responseContent('$poll', ['a1']))).toEqual(['a1']);
  expect(choicesOf({ 'org.matrix.msc3381.poll.response': { answers: [1] } })).toBeUndefined();
  expect(choicesOf({})).toBeUndefined();
});

test('polls of others are read in the final names too, and never trusted', () => {
  const final = {
    'm.poll.start': {
      question: { 'm.text': [{ body: 'Wo?' }] },
      kind: 'm.poll.disclosed',
      max_selections: 99,
      answers: [{ id: 'x', 'm.text': [{ body: 'Hier' }] }, { id: 'x', 'm.text': [{ body: 'doppelt' }] }, 'nichts'],
    },
  };
  expect(pollOf(final)).toMatchObject({ question: 'Wo?', maxChoices: 1, isOpen: true, answers: [{ id: 'x', text: 'Hier' }] });
  expect(pollOf({ 'm.poll.start': { question: {}, answers: [] } })).toBeUndefined();
  expect(pollOf({ body: 'Hallo' })).toBeUndefined();
});
