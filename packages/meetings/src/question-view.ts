/** What each recipient sees of the question desk. */
import { MAX_QUESTIONS_SHOWN, type ParticipantId, type QuestionId, type QuestionView } from '@saal/protocol';
import type { MeetingState, Question } from './meeting-state.ts';

export type Questions = ReadonlyMap<QuestionId, QuestionView>;
const none: Questions = new Map();

const rank: Record<Question['state'], number> = { live: 0, pending: 1, open: 2, answered: 3, dismissed: 4 };

function questionView(state: MeetingState, question: Question): QuestionView {
  const { id, text, askedAtMs, voters, answer, anonymous, askerId } = question;
  return {
    id,
    text,
    askerName: anonymous ? null : (state.participants.get(askerId)?.identity.name ?? null),
    askedAtMs,
    votes: voters.size,
    state: question.state,
    ...(answer === undefined ? {} : { answer }),
  };
}

function firstOf(questions: Question[]): Question[] {
  const order = (a: Question, b: Question): number =>
    rank[a.state] - rank[b.state] || b.voters.size - a.voters.size || a.askedAtMs - b.askedAtMs;
  return questions.length <= MAX_QUESTIONS_SHOWN ? questions : [...questions].sort(order).slice(0, MAX_QUESTIONS_SHOWN);
}

function viewsOf(state: MeetingState, questions: Question[]): Questions {
  return new Map(firstOf(questions).map((question) => [question.id, questionView(state, question)]));
}

/** For those who moderate, and for everybody else. */
export function sharedQuestions(state: MeetingState): { all: Questions; open: Questions } {
  if (state.questions.size === 0) return { all: none, open: none };
  const all = [...state.questions.values()];
  const open = all.filter((question) => question.state !== 'pending' && question.state !== 'dismissed');
  return { all: viewsOf(state, all), open: viewsOf(state, open) };
}

/** What is open to all, and one's own that are not. */
export function withOwn(state: MeetingState, open: Questions, me: ParticipantId): Questions {
  let seen: Map<QuestionId, QuestionView> | undefined;
  for (const question of state.questions.values()) {
    if (question.askerId !== me || open.has(question.id)) continue;
    seen ??= new Map(open);
    seen.set(question.id, questionView(state, question));
  }
  return seen ?? open;
}

export function ownOf(state: MeetingState, me: ParticipantId): { questions: QuestionId[]; votes: QuestionId[] } {
  const questions: QuestionId[] = [];
  const votes: QuestionId[] = [];
  for (const { id, askerId, voters } of state.questions.values()) {
    if (askerId === me) questions.push(id);
    if (voters.has(me)) votes.push(id);
  }
  return { questions, votes };
}
