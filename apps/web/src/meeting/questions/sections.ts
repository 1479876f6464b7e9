/** The question desk in the order one reads it. Pure. */
import type { QuestionId, QuestionView, Snapshot } from '@saal/protocol';

export type SectionName = 'live' | 'pending' | 'ownPending' | 'open' | 'answered' | 'dismissed';
export type Section = { name: SectionName; questions: readonly QuestionView[] };

/** @param moderates sees what waits to be checked and what was dismissed; anybody else only of one's own */
export function sectionsOf(questions: readonly QuestionView[], moderates: boolean): Section[] {
  const of = (state: QuestionView['state']) => questions.filter((question) => question.state === state);
  const sections: Section[] = [
    { name: 'live', questions: of('live') },
    { name: moderates ? 'pending' : 'ownPending', questions: of('pending') },
    { name: 'open', questions: of('open') },
    { name: 'answered', questions: of('answered') },
    { name: 'dismissed', questions: of('dismissed') },
  ];
  return sections.filter((section) => section.questions.length > 0);
}

export function pendingCount(questions: readonly QuestionView[]): number {
  return questions.filter((question) => question.state === 'pending').length;
}

export type QuestionNews =
  { kind: 'live'; text: string } | { kind: 'answered' | 'shown' | 'dismissed' } | { kind: 'new' | 'pending'; count: number };

type Desk = Pick<Snapshot, 'questions' | 'me'>;

/** What is worth saying of what changed: what is answered now, what became of one's own, and how many are new. */
export function newsOf(was: Desk, is: Desk, moderates: boolean): QuestionNews[] {
  const before = new Map<QuestionId, QuestionView>(was.questions.map((question) => [question.id, question]));
  const own = new Set(is.me.questions);
  const news: QuestionNews[] = [];
  let [fresh, pending] = [0, 0];
  for (const question of is.questions) {
    const last = before.get(question.id);
    const moved = last !== undefined && last.state !== question.state;
    if (question.state === 'live' && last?.state !== 'live') news.push({ kind: 'live', text: question.text });
    else if (own.has(question.id)) {
      if (moved && question.state === 'answered' && last.state !== 'live') news.push({ kind: 'answered' });
      if (moved && question.state === 'open' && last.state === 'pending') news.push({ kind: 'shown' });
      if (moved && question.state === 'dismissed') news.push({ kind: 'dismissed' });
    } else if (moderates && !last && question.state === 'pending') pending += 1;
    else if (question.state === 'open' && (!last || last.state === 'pending')) fresh += 1;
  }
  if (pending > 0) news.push({ kind: 'pending', count: pending });
  // Who checks them has heard of them already.
  if (fresh > 0 && !moderates) news.push({ kind: 'new', count: fresh });
  return news;
}
