import type { ParticipantView, Snapshot } from '@saal/protocol';

/** Whether oneself is the only host while others are here: leaving then asks who takes over. */
export function isLastHost(snapshot: Pick<Snapshot, 'participants' | 'me'>): boolean {
  const me = snapshot.participants.find((person) => person.id === snapshot.me.participantId);
  const others = snapshot.participants.filter((person) => person.id !== snapshot.me.participantId);
  return me?.role === 'host' && others.length > 0 && !others.some((person) => person.role === 'host');
}

/** Who may become host: everybody else with an account, co-hosts first. Guests never host. */
export function successors(snapshot: Pick<Snapshot, 'participants' | 'me'>): ParticipantView[] {
  const rank = (person: ParticipantView) => (person.role === 'co-host' ? 0 : person.role === 'presenter' ? 1 : 2);
  return snapshot.participants
    .filter((person) => person.id !== snapshot.me.participantId && !person.guest)
    .sort((a, b) => rank(a) - rank(b) || a.joinOrder - b.joinOrder);
}
