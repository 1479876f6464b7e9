import { QuestionId, type QuestionView } from '@saal/protocol';
import { expect, test } from 'vitest';
import { aQuestion, aSnapshot } from '../fixtures/people.ts';
import { newsOf, pendingCount, sectionsOf } from './sections.ts';

const desk = (questions: QuestionView[], own: string[] = []) => {
  const snapshot = aSnapshot([]);
  return { questions, me: { ...snapshot.me, questions: own.map((id) => QuestionId.parse(id)) } };
};

test('the desk is read from what is answered now to what is done; empty parts are left out', () => {
  const questions = [
    aQuestion('q-done-000', { state: 'answered' }),
    aQuestion('q-wait-000', { state: 'pending' }),
    aQuestion('q-live-000', { state: 'live' }),
  ];
  expect(sectionsOf(questions, true).map(({ name }) => name)).toEqual(['live', 'pending', 'answered']);
  expect(sectionsOf(questions, false).map(({ name }) => name)).toEqual(['live', 'ownPending', 'answered']);
  expect(pendingCount(questions)).toBe(1);
});

test('many new questions are said as one number, and only to those they concern', () => {
  const many = Array.from({ length: 30 }, (_, index) => aQuestion(`q-new-${index}00`, { state: 'pending' }));
  expect(newsOf(desk([]), desk(many), true)).toEqual([{ kind: 'pending', count: 30 }]);
  const open = many.map((question) => ({ ...question, state: 'open' as const }));
  expect(newsOf(desk(many), desk(open), true)).toEqual([]);
  expect(newsOf(desk([]), desk(open), false)).toEqual([{ kind: 'new', count: 30 }]);
});

test('whoever asked hears what became of it, and everybody what is answered now', () => {
  const mine = aQuestion('q-mine-000', { state: 'pending' });
  const before = desk([mine], ['q-mine-000']);
  const after = (state: QuestionView['state']) => newsOf(before, desk([{ ...mine, state }], ['q-mine-000']), false);
  expect(after('open')).toEqual([{ kind: 'shown' }]);
  expect(after('dismissed')).toEqual([{ kind: 'dismissed' }]);
  expect(after('answered')).toEqual([{ kind: 'answered' }]);
  expect(after('live')).toEqual([{ kind: 'live', text: mine.text }]);
});
