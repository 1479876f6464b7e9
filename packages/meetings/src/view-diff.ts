/** What changed for a recipient since it was last told: whole entries, by id. */
import { isDeepStrictEqual } from 'node:util';
import type { EventData, ParticipantId } from '@saal/protocol';
import type { SharedView, View } from './view.ts';

type Entries<T> = ReadonlyMap<ParticipantId, T>;
type EntriesDiff<T> = { upserted: T[]; removed: ParticipantId[] };

/** Entries that are equal by value become the same object as before, so that diffs compare by reference. */
export function keepUnchanged(before: SharedView | undefined, now: SharedView): SharedView {
  if (!before) return now;
  return {
    meeting: isDeepStrictEqual(before.meeting, now.meeting) ? before.meeting : now.meeting,
    participants: keepEntries(before.participants, now.participants),
    waiting: keepEntries(before.waiting, now.waiting),
  };
}

function keepEntries<T>(before: Entries<T>, now: Entries<T>): Entries<T> {
  let same = before.size === now.size;
  const kept = new Map<ParticipantId, T>();
  for (const [id, entry] of now) {
    const former = before.get(id);
    const unchanged = former !== undefined && isDeepStrictEqual(former, entry);
    same &&= unchanged;
    kept.set(id, unchanged ? former : entry);
  }
  return same ? before : kept;
}

function diffEntries<T>(before: Entries<T>, now: Entries<T>): EntriesDiff<T> | undefined {
  if (before === now) return undefined;
  const upserted = [...now].filter(([id, entry]) => before.get(id) !== entry).map(([, entry]) => entry);
  const removed = [...before.keys()].filter((id) => !now.has(id));
  return upserted.length > 0 || removed.length > 0 ? { upserted, removed } : undefined;
}

/** @returns undefined when there is nothing to tell */
export function viewDiff(before: View, now: View): EventData<'meeting.changed'> | undefined {
  const participants = diffEntries(before.participants, now.participants);
  const waiting = diffEntries(before.waiting, now.waiting);
  const meeting = before.meeting === now.meeting ? undefined : now.meeting;
  const me = isDeepStrictEqual(before.me, now.me) ? undefined : now.me;
  if (!participants && !waiting && !meeting && !me) return undefined;
  return { ...(meeting && { meeting }), ...(me && { me }), ...(participants && { participants }), ...(waiting && { waiting }) };
}
