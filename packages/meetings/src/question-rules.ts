/** The question desk of a stage or event: ask, vote up, let through, answer live or in writing. */
import { MAX_OWN_QUESTIONS, type QuestionId } from '@saal/protocol';
import type { Deciding } from './deciding.ts';
import { MAX_QUESTIONS } from './limits.ts';
import type { CommandOf } from './meeting-command.ts';
import { moderates, type Participant, type Question } from './meeting-state.ts';
import type { Refusal } from './refusal.ts';

export function askQuestion(deciding: Deciding, actor: Participant, { text, anonymous }: CommandOf<'ask-question'>): Refusal | undefined {
  const { state, context } = deciding;
  if (state.settings.size === 'talk') return { code: 'not_allowed' };
  const own = [...state.questions.values()].filter((one) => one.askerId === actor.id && isUnanswered(one)).length;
  if (own >= MAX_OWN_QUESTIONS) return { code: 'too_many_questions', details: { limit: MAX_OWN_QUESTIONS } };
  if (state.questions.size >= MAX_QUESTIONS) return { code: 'too_many_questions', details: { limit: MAX_QUESTIONS } };
  deciding.emit({
    type: 'question-asked',
    questionId: context.newQuestionId(),
    participantId: actor.id,
    text,
    anonymous,
    state: state.settings.questionsModerated && !moderates(state, actor) ? 'pending' : 'open',
    atMs: context.nowMs,
  });
  return undefined;
}

function isUnanswered({ state }: Question): boolean {
  return state === 'pending' || state === 'open';
}

/** One vote each; of one's own question none. What is answered is voted on no more. */
export function voteQuestion(deciding: Deciding, actor: Participant, { questionId, up }: CommandOf<'vote-question'>): Refusal | undefined {
  const question = deciding.state.questions.get(questionId);
  // What somebody may not see is not there for them.
  if (question?.state !== 'open' && question?.state !== 'live') return { code: 'question_not_found' };
  if (question.askerId === actor.id) return { code: 'not_allowed' };
  if (question.voters.has(actor.id) !== up) deciding.emit({ type: 'question-voted', questionId, participantId: actor.id, up });
  return undefined;
}

export function withdrawQuestion(
  deciding: Deciding,
  actor: Participant,
  { questionId }: CommandOf<'withdraw-question'>,
): Refusal | undefined {
  const question = deciding.state.questions.get(questionId);
  if (question?.askerId !== actor.id || !isUnanswered(question)) return { code: 'question_not_found' };
  deciding.emit({ type: 'question-withdrawn', questionId });
  return undefined;
}

/** One question is live at a time: the one before it has been answered then. */
export function moderateQuestion(
  deciding: Deciding,
  actor: Participant,
  { questionId, state, answer }: CommandOf<'moderate-question'>,
): Refusal | undefined {
  const refusal = deciding.may(actor, 'mute-others');
  if (refusal) return refusal;
  const question = deciding.state.questions.get(questionId);
  if (!question) return { code: 'question_not_found' };
  if (question.state === state && (answer === undefined || answer === question.answer)) return undefined;
  if (state === 'live') for (const live of liveBefore(deciding, questionId)) moderated(deciding, live, 'answered', actor);
  deciding.emit({ type: 'question-moderated', questionId, state, by: actor.id, ...(answer === undefined ? {} : { answer }) });
  return undefined;
}

function liveBefore(deciding: Deciding, next: QuestionId): QuestionId[] {
  return [...deciding.state.questions.values()].filter(({ id, state }) => state === 'live' && id !== next).map(({ id }) => id);
}

function moderated(deciding: Deciding, questionId: QuestionId, state: Question['state'], by: Participant): void {
  deciding.emit({ type: 'question-moderated', questionId, state, by: by.id });
}
