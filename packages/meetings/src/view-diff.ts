/** What changed for a recipient since it was last told: whole entries, by id. */
import { isDeepStrictEqual } from 'node:util';
import type { EventData, ParticipantId, ParticipantView } from '@saal/protocol';
import type { Lists, SharedView, View } from './view.ts';

type EntriesDiff<K, T> = { upserted: T[]; removed: K[] };

/** Entries that are equal by value become the same object as before, so that diffs compare by reference. */
export function keepUnchanged(before: SharedView | undefined, now: SharedView): SharedView {
  if (!before) return now;
  return {
    meeting: keepValue(before.meeting, now.meeting),
    ...keepLists(before, now),
    panel: now.panel && keepLists(before.panel ?? before, now.panel),
    waiting: keepEntries(before.waiting, now.waiting),
    counts: keepValue(before.counts, now.counts),
    questions: { all: keepEntries(before.questions.all, now.questions.all), open: keepEntries(before.questions.open, now.questions.open) },
  };
}

function keepLists(before: Lists, now: Lists): Lists {
  return {
    all: before.all && now.all ? keepEntries(before.all, now.all) : now.all,
    stage: keepEntries(before.stage, now.stage),
    hands: keepEntries(before.hands, now.hands),
  };
}

function keepValue<T>(before: T, now: T): T {
  return isDeepStrictEqual(before, now) ? before : now;
}

function keepEntries<K, T>(before: ReadonlyMap<K, T>, now: ReadonlyMap<K, T>): ReadonlyMap<K, T> {
  let same = before.size === now.size;
  const kept = new Map<K, T>();
  for (const [id, entry] of now) {
    const former = before.get(id);
    const unchanged = former !== undefined && isDeepStrictEqual(former, entry);
    same &&= unchanged;
    kept.set(id, unchanged ? former : entry);
  }
  return same ? before : kept;
}

function diffEntries<K, T>(before: ReadonlyMap<K, T>, now: ReadonlyMap<K, T>): EntriesDiff<K, T> | undefined {
  if (before === now) return undefined;
  const upserted: T[] = [];
  const removed: K[] = [];
  for (const [id, entry] of now) {
    const former = before.get(id);
    if (former !== entry && !(former !== undefined && isDeepStrictEqual(former, entry))) upserted.push(entry);
  }
  for (const id of before.keys()) if (!now.has(id)) removed.push(id);
  return upserted.length > 0 || removed.length > 0 ? { upserted, removed } : undefined;
}

/** The shared entries and oneself, who may be among them or beside them. */
function diffPeople(before: View, now: View): EntriesDiff<ParticipantId, ParticipantView> | undefined {
  const diff = diffEntries(before.participants, now.participants);
  if (before.self === undefined && now.self === undefined) return diff;
  const me = now.me.participantId;
  const upserted = (diff?.upserted ?? []).filter(({ id }) => id !== me);
  const removed = (diff?.removed ?? []).filter((id) => id !== me);
  const self = now.self ?? now.participants.get(me);
  if (self && !isDeepStrictEqual(self, before.self ?? before.participants.get(me))) upserted.push(self);
  return upserted.length > 0 || removed.length > 0 ? { upserted, removed } : undefined;
}

/** @returns undefined when there is nothing to tell */
export function viewDiff(before: View, now: View): EventData<'meeting.changed'> | undefined {
  const changed: EventData<'meeting.changed'> = {};
  const participants = diffPeople(before, now);
  const waiting = diffEntries(before.waiting, now.waiting);
  const questions = diffEntries(before.questions, now.questions);
  if (participants) changed.participants = participants;
  if (waiting) changed.waiting = waiting;
  if (questions) changed.questions = questions;
  if (before.meeting !== now.meeting) changed.meeting = now.meeting;
  if (before.listed !== now.listed) changed.listed = now.listed;
  if (!isDeepStrictEqual(before.counts, now.counts)) changed.counts = now.counts;
  if (!isDeepStrictEqual(before.me, now.me)) changed.me = now.me;
  return Object.keys(changed).length > 0 ? changed : undefined;
}
