import type { Size, Snapshot } from '@saal/protocol';
import { isTalk, leads } from '../view/seated.ts';

/** From how many a change of size takes the right to speak: from a talk, all but those who lead or present. */
export function silencedBy(size: Size, snapshot: Pick<Snapshot, 'meeting' | 'participants' | 'counts'>): number {
  if (size === 'talk' || !isTalk(snapshot)) return 0;
  return Math.max(0, snapshot.counts.inside - snapshot.participants.filter((person) => leads(person.role)).length);
}
