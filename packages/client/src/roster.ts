/** Keeps the snapshot of a meeting up to date from `meeting.changed` and `meeting.speaking`. Pure. */
import { questionOrder } from '@saal/protocol';
import type { EventData, ParticipantView, Snapshot, WaitingView } from '@saal/protocol';

function merge<T extends { id: string }>(
  before: T[],
  change: { upserted: T[]; removed: string[] } | undefined,
  order: (one: T, other: T) => number,
): T[] {
  if (change === undefined || (change.upserted.length === 0 && change.removed.length === 0)) return before;
  const byId = new Map(before.map((entry) => [entry.id, entry]));
  for (const id of change.removed) byId.delete(id);
  for (const entry of change.upserted) byId.set(entry.id, entry);
  return [...byId.values()].sort(order);
}

const byJoinOrder = (one: ParticipantView, other: ParticipantView) => one.joinOrder - other.joinOrder;
const byWaitingTime = (one: WaitingView, other: WaitingView) => one.sinceMs - other.sinceMs;

/** The snapshot after a change; entries that did not change are the same objects, so that their tiles need not be drawn anew. */
export function applyChanged(snapshot: Snapshot, change: EventData<'meeting.changed'>): Snapshot {
  const participants = merge(snapshot.participants, change.participants, byJoinOrder);
  const present = new Set(participants.map((participant) => participant.id));
  const gone = change.participants !== undefined && change.participants.removed.length > 0;
  return {
    meeting: change.meeting ?? snapshot.meeting,
    me: change.me ?? snapshot.me,
    participants,
    waiting: merge(snapshot.waiting, change.waiting, byWaitingTime),
    listed: change.listed ?? snapshot.listed,
    counts: change.counts ?? countsAfter(snapshot, participants),
    questions: merge(snapshot.questions, change.questions, questionOrder),
    speaking: gone ? snapshot.speaking.filter((id) => present.has(id)) : snapshot.speaking,
    activeSpeaker: snapshot.activeSpeaker !== null && present.has(snapshot.activeSpeaker) ? snapshot.activeSpeaker : null,
  };
}

/** A server of the former version tells no counts: where all are listed, the list says how many there are. */
function countsAfter({ counts, listed }: Snapshot, participants: readonly ParticipantView[]): Snapshot['counts'] {
  return listed === 'all' && counts.inside !== participants.length ? { ...counts, inside: participants.length } : counts;
}

export function applySpeaking(snapshot: Snapshot, { speaking, activeSpeaker }: EventData<'meeting.speaking'>): Snapshot {
  return { ...snapshot, speaking, activeSpeaker };
}

/** A snapshot in the order that `applyChanged` keeps. */
export function sorted(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    participants: [...snapshot.participants].sort(byJoinOrder),
    waiting: [...snapshot.waiting].sort(byWaitingTime),
    questions: [...snapshot.questions].sort(questionOrder),
  };
}
