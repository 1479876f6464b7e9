import type { MeetingEvent } from '../meeting-event.ts';

/** What the log keeps of a fact: who did what to whom, by ids, without a name or a title (LOG-1, LOG-2). */
export function auditFacts(event: MeetingEvent): Record<string, unknown> | undefined {
  switch (event.type) {
    case 'reacted':
    case 'backstage-said':
    case 'renamed':
    case 'question-voted':
      return undefined;
    // Neither what was asked nor by whom: it may have been asked without a name.
    case 'question-asked':
      return { type: event.type, questionId: event.questionId };
    case 'question-moderated':
      return { type: event.type, questionId: event.questionId, state: event.state, by: event.by };
    case 'run-opened':
      return { type: event.type, run: event.run };
    case 'title-changed':
      return { type: event.type };
    case 'knocked':
      return { type: event.type, participantId: event.participantId };
    case 'entered':
      return { type: event.type, participantId: event.participantId, role: event.role };
    default:
      return event;
  }
}
