/** Who is listed to whom: in large meetings counts and a page at a time stand where a list would grow with the meeting. */
import { LIST_ALL_UP_TO, PEOPLE_PER_PAGE, type ParticipantId, type RequestData, type Right } from '@saal/protocol';
import { mayAdmit, moderates, peopleAt, type MeetingState, type Participant } from './meeting-state.ts';
import { isBackstage, isOnStage } from './rights.ts';
import type { Runtime } from './view.ts';

/** In the view of those who moderate; more hands are found by page and search. */
const HANDS_LISTED = 50;
const WAITING_LISTED = 50;
/** Of a talk too large to list all: those who can be seen or heard, at most so many. */
const SENDING_LISTED = 100;

export function isLarge(inside: number): boolean {
  return inside > LIST_ALL_UP_TO;
}

/** Whether somebody may know who is in the audience. */
export function seesAudience(state: MeetingState, participant: Participant): boolean {
  return state.settings.size !== 'event' || state.settings.audienceVisible || moderates(state, participant);
}

export function byJoinOrder(a: Participant, b: Participant): number {
  return (a.joinOrder ?? 0) - (b.joinOrder ?? 0);
}

/**
 * On stage; of a large talk those who lead, speak or send.
 * @param options.backstage whether those behind the stage are among them
 */
export function stageOf(
  state: MeetingState,
  runtime: Runtime,
  inside: readonly Participant[],
  options: { backstage: boolean },
): Participant[] {
  const { settings } = state;
  if (settings.size !== 'talk') return inside.filter((one) => (isBackstage(one, settings) ? options.backstage : isOnStage(one, settings)));
  const heard = new Set<ParticipantId>(runtime.speaking);
  const first = (one: Participant): boolean =>
    one.role === 'host' ||
    one.role === 'co-host' ||
    one.role === 'presenter' ||
    heard.has(one.id) ||
    (runtime.live.get(one.id)?.streams.some(({ paused }) => !paused) ?? false);
  return inside.filter(first).slice(0, SENDING_LISTED);
}

/** Of the audience, for those who moderate: raised hands in their order, and who was asked to come up. */
export function handsOf(state: MeetingState, inside: readonly Participant[]): Participant[] {
  const asked = inside.filter(({ stage, handRaisedAtMs }) => stage === 'invited' && handRaisedAtMs === null);
  const raised = inside.filter(({ handRaisedAtMs }) => handRaisedAtMs !== null);
  return [...raised.sort((a, b) => (a.handRaisedAtMs ?? 0) - (b.handRaisedAtMs ?? 0)).slice(0, HANDS_LISTED), ...asked];
}

export function waitingListed(state: MeetingState): Participant[] {
  return peopleAt(state, 'waiting')
    .sort((a, b) => a.waitingSinceMs - b.waitingSinceMs)
    .slice(0, WAITING_LISTED);
}

const collator = new Intl.Collator('de');

/**
 * One page of those inside (by name) or waiting (who came first first), who fit the search.
 * @returns the right that is missing instead, when the viewer may not see them
 */
export function pageOf(
  state: MeetingState,
  viewer: Participant,
  { place, page, search }: RequestData<'meeting.people'>,
): { total: number; page: Participant[] } | { missing: Right } {
  if (place === 'waiting' && !mayAdmit(state, viewer)) return { missing: 'admit' };
  if (place === 'in' && !seesAudience(state, viewer)) return { missing: 'mute-others' };
  const wanted = fold(search ?? '');
  const found = peopleAt(state, place).filter(({ identity }) => fold(identity.name).includes(wanted));
  found.sort(
    place === 'waiting'
      ? (a, b) => a.waitingSinceMs - b.waitingSinceMs
      : (a, b) => collator.compare(a.identity.name, b.identity.name) || byJoinOrder(a, b),
  );
  return { total: found.length, page: found.slice(page * PEOPLE_PER_PAGE, (page + 1) * PEOPLE_PER_PAGE) };
}

/** Without case and accents: "muller" finds "Müller". */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('de').trim();
}
