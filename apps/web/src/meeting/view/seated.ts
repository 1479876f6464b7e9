/** Who has a tile: everybody in a talk, those on stage in a stage or event. */
import type { ParticipantView, Role, Snapshot } from '@saal/protocol';

type Told = Pick<Snapshot, 'meeting' | 'participants'>;
type Person = Pick<ParticipantView, 'stage'>;

export function isTalk({ meeting }: Pick<Snapshot, 'meeting'>): boolean {
  return meeting.settings.size === 'talk';
}

export function hasSeat(person: Person, snapshot: Pick<Snapshot, 'meeting'>): boolean {
  return isTalk(snapshot) || person.stage === 'on';
}

/** Those with a tile, the same array in a talk. */
export function seatedOf(snapshot: Told): ParticipantView[] {
  return isTalk(snapshot) ? snapshot.participants : snapshot.participants.filter((person) => person.stage === 'on');
}

/** Inside without a tile: the audience, and of a very large talk those who are not told one by one. */
export function withoutTile(snapshot: Told & Pick<Snapshot, 'counts'>): number {
  return Math.max(0, snapshot.counts.inside - seatedOf(snapshot).length);
}

/** On stage by their role; they are neither brought up nor taken off. */
export function leads(role: Role): boolean {
  return role === 'host' || role === 'co-host' || role === 'presenter';
}

/** Those waiting as far as they are told one by one, or their number where that is larger. */
export function waitingCount({ counts, waiting }: Pick<Snapshot, 'counts' | 'waiting'>): number {
  return Math.max(counts.waiting, waiting.length);
}

/** An event whose audience waits while the panel prepares. */
export function isGreenRoom({ meeting }: Pick<Snapshot, 'meeting'>): boolean {
  return meeting.settings.size === 'event' && !meeting.onAir;
}
