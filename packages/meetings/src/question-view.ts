/** What each recipient sees of the question desk. */
import { MAX_QUESTIONS_SHOWN, questionOrder, type ParticipantId, type QuestionId, type QuestionView } from '@saal/protocol';
import type { MeetingState, Question } from './meeting-state.ts';

export type Questions = ReadonlyMap<QuestionId, QuestionView>;
const none: Questions = new Map();

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

function viewsOf(state: MeetingState, questions: Question[]): Questions {
  const views = questions.map((question) => questionView(state, question));
  const shown = views.length <= MAX_QUESTIONS_SHOWN ? views : views.sort(questionOrder).slice(0, MAX_QUESTIONS_SHOWN);
  return new Map(shown.map((view) => [view.id, view]));
}

/** For those who moderate, and for everybody else. */
export function sharedQuestions(state: MeetingState): { all: Questions; open: Questions } {
  if (state.questions.size === 0) return { all: none, open: none };
  const all = [...state.questions.values()];
  const open = all.filter((question) => question.state !== 'pending' && question.state !== 'dismissed');
  return { all: viewsOf(state, all), open: viewsOf(state, open) };
}

export type Own = { readonly questions: QuestionId[]; readonly votes: QuestionId[] };
const nothing: Own = { questions: [], votes: [] };
/** By the questions they follow from: each of 1,660 recipients asks for theirs at every change of anything. */
const ownKnown = new WeakMap<MeetingState['questions'], ReadonlyMap<ParticipantId, Own>>();

function ownByPerson(questions: MeetingState['questions']): ReadonlyMap<ParticipantId, Own> {
  const own = new Map<ParticipantId, Own>();
  const of = (person: ParticipantId): Own => {
    const known = own.get(person) ?? { questions: [], votes: [] };
    own.set(person, known);
    return known;
  };
  for (const { id, askerId, voters } of questions.values()) {
    of(askerId).questions.push(id);
    for (const voter of voters) of(voter).votes.push(id);
  }
  return own;
}

/** Which ones somebody asked, and voted for. */
export function ownOf({ questions }: MeetingState, me: ParticipantId): Own {
  let own = ownKnown.get(questions);
  if (!own) ownKnown.set(questions, (own = ownByPerson(questions)));
  return own.get(me) ?? nothing;
}

/** What is open to all, and one's own that are not. */
export function withOwn(state: MeetingState, open: Questions, me: ParticipantId): Questions {
  const missing = ownOf(state, me).questions.filter((id) => !open.has(id));
  if (missing.length === 0) return open;
  const seen = new Map(open);
  for (const id of missing) {
    const question = state.questions.get(id);
    if (question) seen.set(id, questionView(state, question));
  }
  return seen;
}
