/** An interview as it is shown: what came of its mail, its answer and its meeting, in one word. Pure but for asking. */
import type { EpochMs, InterviewState, InterviewView } from '@saal/protocol';
import type { ApplicantLinks, Interview, InterviewMail, InterviewMeetings, MailState, PlannedInterview, Reply } from './campaign-ports.ts';

/** People come so early, and an interview may last so much longer, that the meeting is asked. Outside of it nobody is there. */
const AROUND_MS = 12 * 3600_000;

const nothingKnown: { mail: MailState; reply: Reply; reason?: string } = { mail: 'none', reply: 'none' };

export function isPlanned(interview: Interview): interview is PlannedInterview {
  return interview.phase === 'planned' && interview.panel !== null && interview.startsAtMs !== null && interview.meetingId !== null;
}

/** What is nearest to now says the most: who waits in the lobby has long accepted. */
export function stateOf(
  interview: Interview,
  known: { visit: 'nobody' | 'waiting' | 'running' | 'done'; mail: MailState; reply: Reply; nowMs: EpochMs },
): InterviewState {
  if (interview.phase !== 'planned') return interview.phase;
  if (known.visit !== 'nobody') return known.visit;
  if (interview.endsAtMs !== null && interview.endsAtMs <= known.nowMs) return 'missed';
  if (known.reply !== 'none') return known.reply;
  if (known.mail !== 'none') return known.mail;
  return interview.doneRevision < interview.revision ? 'queued' : 'planned';
}

export async function viewsOf(
  interviews: readonly Interview[],
  asked: {
    meetings: Pick<InterviewMeetings, 'visit'>;
    mail: Pick<InterviewMail, 'states'>;
    links: Pick<ApplicantLinks, 'of'>;
    nowMs: EpochMs;
  },
): Promise<InterviewView[]> {
  const meetingIds = interviews.flatMap(({ meetingId }) => meetingId ?? []);
  const [mails, links] = await Promise.all([asked.mail.states(meetingIds), asked.links.of(meetingIds)]);
  return Promise.all(
    interviews.map(async (interview) => {
      const { id, line, name, email, language, panel, startsAtMs, endsAtMs, problems, meetingId } = interview;
      const begun = isPlanned(interview) && interview.startsAtMs - AROUND_MS < asked.nowMs;
      const visit = begun ? await asked.meetings.visit(interview.meetingId) : 'nobody';
      const { mail, reply, reason } = (meetingId && mails.get(meetingId)) ?? nothingKnown;
      // Who answers on the page of the invitation sees that it counts; an answer by mail is older or says the same.
      const answer = (meetingId && links.get(meetingId)?.answer) ?? reply;
      const state = stateOf(interview, { visit, mail, reply: answer, nowMs: asked.nowMs });
      return {
        ...{ id, line, name, email, language, panel: panel ?? '', startsAtMs, endsAtMs, problems, meetingId },
        state,
        ...(reason === undefined ? {} : { mailReason: reason }),
      };
    }),
  );
}
