/** Who has a tile: everybody in a talk, those on stage in a stage or event; who is behind the stage only for who is there, too. */
import type { ParticipantView, Role, Snapshot } from '@saal/protocol';

type Told = Pick<Snapshot, 'meeting' | 'participants' | 'me'>;
type Person = Pick<ParticipantView, 'stage' | 'backstage'>;

export function isTalk({ meeting }: Pick<Snapshot, 'meeting'>): boolean {
  return meeting.settings.size === 'talk';
}

/** Whether oneself is behind the stage. */
export function amBackstage({ participants, me }: Pick<Snapshot, 'participants' | 'me'>): boolean {
  return participants.some((person) => person.id === me.participantId && person.backstage === true);
}

/** May go behind the stage: on it, or asked to come up. */
export function isPanel(person: Person | undefined, snapshot: Pick<Snapshot, 'meeting'>): boolean {
  return person !== undefined && !isTalk(snapshot) && person.stage !== 'off';
}

export function hasSeat(person: Person, snapshot: Told): boolean {
  if (isTalk(snapshot)) return true;
  return person.backstage === true ? amBackstage(snapshot) : person.stage === 'on';
}

/** Those with a tile, the same array in a talk. */
export function seatedOf(snapshot: Told): ParticipantView[] {
  if (isTalk(snapshot)) return snapshot.participants;
  const backstage = amBackstage(snapshot);
  return snapshot.participants.filter((person) => (person.backstage === true ? backstage : person.stage === 'on'));
}

/** Inside without a tile: the audience, and of a very large talk those who are not told one by one. */
export function withoutTile(snapshot: Told & Pick<Snapshot, 'counts'>): number {
  const panel = isTalk(snapshot)
    ? snapshot.participants
    : snapshot.participants.filter(({ stage, backstage }) => stage === 'on' || backstage === true);
  return Math.max(0, snapshot.counts.inside - panel.length);
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
