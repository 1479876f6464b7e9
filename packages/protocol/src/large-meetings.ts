/** What only stages and events have: counts instead of lists, and the question desk (R27, R30, R33). */
import { z } from 'zod';
import { QuestionId } from './ids.ts';
import { paragraph } from './text.ts';

export { LIST_ALL_UP_TO, MAX_OWN_QUESTIONS, MAX_QUESTIONS_SHOWN, PEOPLE_PER_PAGE, questionOrder } from './constants.ts';

export const Counts = z.object({
  inside: z.int(),
  /** Hosts, presenters and those who were brought up; in a talk everybody. */
  stage: z.int(),
  /** 0 for those who may not admit. */
  waiting: z.int(),
  /** 0 for those who do not moderate. */
  hands: z.int(),
  /** Most at once, and how many different people came; in this run. 0 for those who do not moderate. */
  most: z.int(),
  came: z.int(),
});
export type Counts = z.infer<typeof Counts>;

/** Written among the panel. */
export const BackstageNote = paragraph(500);

export const QuestionText = paragraph(300);
export const AnswerText = paragraph(1000);

/** `pending`: seen by its author and who moderates. `live`: being answered now, by word of mouth. */
export const QuestionState = z.enum(['pending', 'open', 'live', 'answered', 'dismissed']);
export type QuestionState = z.infer<typeof QuestionState>;

export const QuestionView = z.object({
  id: QuestionId,
  text: z.string(),
  /** Null: asked without a name; nobody is told, not even those who moderate. */
  askerName: z.string().nullable(),
  askedAtMs: z.number(),
  votes: z.int(),
  state: QuestionState,
  /** In writing. */
  answer: z.string().optional(),
});
export type QuestionView = z.infer<typeof QuestionView>;
