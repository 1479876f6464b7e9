/** What is said of two states of a meeting, one after the other: hands, shares, the stage, the lock. Pure. */
import type { Snapshot } from '@saal/protocol';
import { sharesOf } from '../view/scene.ts';
import { isTalk, seatedOf } from '../view/seated.ts';
import { comings } from './batch.ts';

export type Said =
  | { kind: 'hand' | 'shareBegan' | 'shareEnded' | 'cameUp' | 'wentDown'; name: string }
  | { kind: 'hands'; count: number }
  | { kind: 'locked' | 'unlocked' };

/** More at once are told as a number, or not at all. */
const mostNames = 3;

function hands(was: Snapshot, is: Snapshot): Said[] {
  const before = new Map(was.participants.map((person) => [person.id, person.handRaisedAtMs]));
  const raised = is.participants.filter(
    (person) => person.id !== is.me.participantId && person.handRaisedAtMs !== null && (before.get(person.id) ?? null) === null,
  );
  if (raised.length > mostNames) return [{ kind: 'hands', count: raised.length }];
  return raised.map(({ name }) => ({ kind: 'hand', name }));
}

/** Of a talk it is told who came and went; of a stage, who came up and went down. Growing itself is a notice. */
function stage(was: Snapshot, is: Snapshot): Said[] {
  if (isTalk(is) || was.meeting.settings.size !== is.meeting.settings.size) return [];
  const moved = comings(seatedOf(was), seatedOf(is), is.me.participantId);
  if (moved.length > mostNames) return [];
  return moved.map(({ kind, name }) => ({ kind: kind === 'joined' ? 'cameUp' : 'wentDown', name }));
}

/** @returns in the order in which it is said */
export function changesToSay(was: Snapshot, is: Snapshot): Said[] {
  const [sharesWere, sharesAre] = [sharesOf(was), sharesOf(is)];
  const without = (shares: typeof sharesAre, others: typeof sharesAre) =>
    shares.filter((share) => !share.own && !others.some((one) => one.shareId === share.shareId));
  return [
    ...hands(was, is),
    ...stage(was, is),
    ...without(sharesAre, sharesWere).map(({ name }): Said => ({ kind: 'shareBegan', name })),
    ...without(sharesWere, sharesAre).map(({ name }): Said => ({ kind: 'shareEnded', name })),
    ...(is.meeting.locked === was.meeting.locked ? [] : [{ kind: is.meeting.locked ? ('locked' as const) : ('unlocked' as const) }]),
  ];
}

/** Who came and went between two states; nobody in a stage or event, where the audience comes and goes all the time. */
export function comingsBetween(was: Snapshot, is: Snapshot): ReturnType<typeof comings> {
  const comparable = isTalk(was) && isTalk(is) && was.listed === 'all' && is.listed === 'all';
  return comparable ? comings(was.participants, is.participants, is.me.participantId) : [];
}
