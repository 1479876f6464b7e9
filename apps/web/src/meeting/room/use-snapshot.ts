import type { MeetingSession } from '@saal/client';
import type { ParticipantId, ParticipantView, Snapshot } from '@saal/protocol';
import { useMemo, useRef } from 'react';
import { useSelected } from '../model/use-selected.ts';
import { huesOf, type Hues } from '../view/hues.ts';

/**
 * The meeting as it is now; the last one seen while the session is leaving.
 * @throws when the session was never in the meeting: the room is drawn only then
 */
export function useSnapshot(session: MeetingSession): Snapshot {
  const last = useRef<Snapshot | undefined>(undefined);
  const now = useSelected(session, (state) => (state.phase === 'in' ? state.snapshot : undefined));
  if (now) last.current = now;
  if (!last.current) throw new Error('the room is drawn before the meeting was entered');
  return last.current;
}

/** Finding people by id. */
export function usePeopleById(snapshot: Pick<Snapshot, 'participants'>): ReadonlyMap<ParticipantId, ParticipantView> {
  return useMemo(() => new Map(snapshot.participants.map((person) => [person.id, person])), [snapshot.participants]);
}

/** The last other person who spoke: whom the speaker view shows. Stays when everybody is silent. */
export function useLastSpeaker(snapshot: Pick<Snapshot, 'activeSpeaker' | 'me' | 'participants'>): ParticipantId | null {
  const last = useRef<ParticipantId | null>(null);
  const { activeSpeaker, me } = snapshot;
  if (activeSpeaker && activeSpeaker !== me.participantId) last.current = activeSpeaker;
  return last.current;
}

/** The colours of the faces; whoever has one keeps it as long as the room is on the screen. */
export function useHues({ participants }: Pick<Snapshot, 'participants'>): Hues {
  const given = useRef<Hues>(new Map());
  return useMemo(() => (given.current = huesOf(participants, given.current)), [participants]);
}
