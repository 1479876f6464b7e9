/** In which order people sit. Stable: whoever speaks is marked where he sits and never moved. */
import type { ParticipantId, ParticipantView } from '@saal/protocol';

type Seated = Pick<ParticipantView, 'id' | 'joinOrder'>;

/**
 * The order of seats: one's own arrangement, else the host's for all, else by coming. Who is in neither list sits
 * behind those who are, by coming.
 * @param own empty: no arrangement of one's own
 */
export function seatOrder<P extends Seated>(people: readonly P[], hostOrder: readonly ParticipantId[], own: readonly ParticipantId[]): P[] {
  const wanted = own.length > 0 ? own : hostOrder;
  const place = new Map(wanted.map((id, index) => [id, index]));
  const placeOf = (person: P) => place.get(person.id) ?? wanted.length;
  return [...people].sort((a, b) => placeOf(a) - placeOf(b) || a.joinOrder - b.joinOrder);
}

/** The order after one seat was moved to another's place; the others close up. Unknown ids change nothing. */
export function moveSeat(order: readonly ParticipantId[], moved: ParticipantId, to: number): ParticipantId[] {
  const from = order.indexOf(moved);
  if (from < 0) return [...order];
  const rest = order.filter((id) => id !== moved);
  rest.splice(Math.max(0, Math.min(rest.length, to)), 0, moved);
  return rest;
}

/** Hands in the order they went up; 1 is next. */
export function handQueue(people: readonly Pick<ParticipantView, 'id' | 'handRaisedAtMs'>[]): Map<ParticipantId, number> {
  const raised = people.flatMap((person) => (person.handRaisedAtMs === null ? [] : [{ id: person.id, at: person.handRaisedAtMs }]));
  return new Map(raised.sort((a, b) => a.at - b.at || a.id.localeCompare(b.id)).map(({ id }, index) => [id, index + 1]));
}
