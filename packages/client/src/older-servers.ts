/**
 * While servers are brought up to date one after the other, a page of the new version may be at a server of the former one,
 * which does not say what is newer than it. What is missing means what it was then: a talk, in which everybody is listed.
 */
import { defaultSettings } from '@saal/protocol';
import type { EventData, MeetingView, ParticipantView, Snapshot } from '@saal/protocol';

/** With fields that a former server does not say. */
type Told<T, New extends keyof T> = Omit<T, New> & Partial<Pick<T, New>>;
type ToldMeeting = Told<Omit<MeetingView, 'settings'>, 'onAir'> & { settings: Partial<MeetingView['settings']> };
type ToldPerson = Told<ParticipantView, 'stage'>;
type ToldSelf = Told<Snapshot['me'], 'questions' | 'votes'>;
type ToldSnapshot = Told<Omit<Snapshot, 'meeting' | 'participants' | 'me'>, 'listed' | 'counts' | 'questions'> & {
  meeting: ToldMeeting;
  participants: ToldPerson[];
  me: ToldSelf;
};

export function completeSnapshot(told: ToldSnapshot): Snapshot {
  const { meeting, me, participants, ...others } = told;
  const inside = participants.length;
  return {
    listed: 'all',
    counts: { inside, stage: inside, waiting: others.waiting.length, hands: 0, most: 0, came: 0 },
    questions: [],
    ...others,
    meeting: wholeMeeting(meeting),
    me: wholeSelf(me),
    participants: participants.map(wholePerson),
  };
}

export function completeChange(
  told: Omit<EventData<'meeting.changed'>, 'meeting' | 'me' | 'participants'> & {
    meeting?: ToldMeeting | undefined;
    me?: ToldSelf | undefined;
    participants?: { upserted: ToldPerson[]; removed: ParticipantView['id'][] } | undefined;
  },
): EventData<'meeting.changed'> {
  const { meeting, me, participants, ...others } = told;
  return {
    ...others,
    ...(meeting && { meeting: wholeMeeting(meeting) }),
    ...(me && { me: wholeSelf(me) }),
    ...(participants && { participants: { ...participants, upserted: participants.upserted.map(wholePerson) } }),
  };
}

function wholeMeeting(told: ToldMeeting): MeetingView {
  return { onAir: true, ...told, settings: { ...defaultSettings, ...told.settings } };
}

function wholeSelf(told: ToldSelf): Snapshot['me'] {
  return { questions: [], votes: [], ...told };
}

/** The same object when nothing is missing: what did not change is not drawn anew. */
function wholePerson(told: ToldPerson): ParticipantView {
  return isWhole(told) ? told : { ...told, stage: 'on' };
}

function isWhole(told: ToldPerson): told is ParticipantView {
  return told.stage !== undefined;
}
