/** What other features learn of interviews of campaigns they follow, in the order it happened: ids and times, no names. Pure. */
import { MeetingId } from '@saal/protocol';
import { z } from 'zod';

export const InterviewFact = z.intersection(
  z.object({
    /** The same however often it is told. */
    id: z.string(),
    campaignId: z.string(),
    interviewId: z.string(),
    meetingId: MeetingId.nullable(),
    atMs: z.number(),
    /** As it was then. */
    startsAtMs: z.number(),
    endsAtMs: z.number(),
  }),
  z.discriminatedUnion('type', [
    /** Its first invitation was handed to the mail of the house. */
    z.object({ type: z.literal('invited') }),
    z.object({ type: z.literal('answered'), answer: z.enum(['accepted', 'tentative', 'declined']) }),
    /** A letter to the applicant came back. */
    z.object({ type: z.literal('bounced') }),
    z.object({ type: z.literal('rescheduled') }),
    /** Cancelled, or gone with its campaign. */
    z.object({ type: z.literal('deleted') }),
  ]),
);
export type InterviewFact = z.infer<typeof InterviewFact>;

export interface InterviewFactStore {
  /** From now on what happens with its interviews is kept. Again does nothing. */
  follow(campaignId: string): Promise<void>;
  /** Takes the next; one whose taker failed is told again. @returns false: there is none */
  takeNext(take: (fact: InterviewFact) => Promise<void>): Promise<boolean>;
}
