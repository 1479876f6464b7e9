/** Polls as events say them (MSC3381), by the names of the proposal, which all clients write; the final names are read too. Pure. */
import type { NewPoll, Poll } from '../model.ts';
import { isObject, textOf, type Content } from './content.ts';

const START = 'org.matrix.msc3381.poll.start';
const RESPONSE = 'org.matrix.msc3381.poll.response';
const END = 'org.matrix.msc3381.poll.end';
const TEXT = 'org.matrix.msc1767.text';
const OPEN = 'org.matrix.msc3381.poll.disclosed';
const CLOSED = 'org.matrix.msc3381.poll.undisclosed';
const MOST_ANSWERS = 20;

export const pollTypes = { start: START, response: RESPONSE, end: END } as const;
export type PollEventType = (typeof pollTypes)[keyof typeof pollTypes];

export const isPollStart = (type: string): boolean => type === START || type === 'm.poll.start';
export const isPollResponse = (type: string): boolean => type === RESPONSE || type === 'm.poll.response';
export const isPollEnd = (type: string): boolean => type === END || type === 'm.poll.end';

/** A poll before any vote. @returns undefined: there is nothing to choose */
export function pollOf(content: Content): Poll | undefined {
  const start = content[START] ?? content['m.poll.start'];
  if (!isObject(start) || !Array.isArray(start['answers'])) return undefined;
  const seen = new Set<string>();
  const answers = start['answers'].slice(0, MOST_ANSWERS).flatMap((answer: unknown) => {
    const id = isObject(answer) ? textOf(answer['id'] ?? answer['m.id']) : undefined;
    if (id === undefined || seen.has(id)) return [];
    seen.add(id);
    return [{ id, text: wordsOf(answer) ?? '', isOwn: false }];
  });
  const question = wordsOf(start['question']);
  if (question === undefined || answers.length === 0) return undefined;
  const most = start['max_selections'];
  return {
    ...{ question, answers },
    maxChoices: typeof most === 'number' && most >= 1 ? Math.min(Math.floor(most), answers.length) : 1,
    isOpen: start['kind'] === OPEN || start['kind'] === 'm.poll.disclosed' || start['kind'] === 'm.disclosed',
    ...{ hasEnded: false, mayVote: false, mayEnd: false },
  };
}

/** What a vote says. @returns undefined: it is none, and what was said before holds no longer */
export function choicesOf(content: Content): readonly string[] | undefined {
  const response = content[RESPONSE] ?? content['m.poll.response'];
  const answers = isObject(response) ? (response['answers'] ?? response['m.selections']) : content['m.selections'];
  return Array.isArray(answers) && answers.every((one) => typeof one === 'string') ? answers : undefined;
}

/** @param newId of an answer */
export function startContent({ question, answers, maxChoices, isOpen }: NewPoll, newId: () => string): Content {
  const words = [question, ...answers.map((answer, index) => `${index + 1}. ${answer}`)].join('\n');
  return {
    // For clients that know no polls.
    ...{ [TEXT]: words, body: words },
    [START]: {
      question: { [TEXT]: question, body: question, msgtype: 'm.text' },
      kind: isOpen ? OPEN : CLOSED,
      max_selections: maxChoices,
      answers: answers.map((answer) => ({ id: newId(), [TEXT]: answer })),
    },
  };
}

const about = (eventId: string): Content => ({ 'm.relates_to': { rel_type: 'm.reference', event_id: eventId } });
export const responseContent = (eventId: string, answers: readonly string[]): Content => ({
  [RESPONSE]: { answers: [...answers] },
  ...about(eventId),
});
export const endContent = (eventId: string, words: string): Content => ({ [END]: {}, [TEXT]: words, body: words, ...about(eventId) });

/** Of a question or an answer, in the old way of writing or the final one. */
function wordsOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const text: unknown = value['m.text'];
  const parts: unknown[] = Array.isArray(text) ? text : [text];
  const final = parts.find((one) => !isObject(one) || (one['mimetype'] ?? 'text/plain') === 'text/plain');
  const found = isObject(final) ? textOf(final['body']) : textOf(final);
  return found ?? textOf(value[TEXT]) ?? textOf(value['body']);
}
