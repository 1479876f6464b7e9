import type { ParticipantView, Snapshot } from '@saal/protocol';
import { isTalk, leads } from '../view/seated.ts';

/** On stage because somebody brought one up: may go down again. Whoever leads or presents stays by the role. */
export function isBroughtUp(person: Pick<ParticipantView, 'role' | 'stage'>, snapshot: Pick<Snapshot, 'meeting'>): boolean {
  return !isTalk(snapshot) && person.stage === 'on' && !leads(person.role);
}
