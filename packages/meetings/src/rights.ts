/** What somebody may do: role, settings of the meeting, and single rights given or taken by a host (R7). */
import { rights, type ChatAudience, type MeetingSettings, type Right, type Role } from '@saal/protocol';

/** Rights a host gave (`true`) or took (`false`) beside the role. */
export type SingleRights = Readonly<Partial<Record<Right, boolean>>>;
/** Of those who neither lead nor present: whether they were brought up on stage. */
export type StagePlace = 'on' | 'invited' | 'off';
type RightsHolder = { role: Role; single: SingleRights; stage: StagePlace; backstage: boolean };

const rank: Record<Role, number> = { host: 4, 'co-host': 3, presenter: 2, participant: 1, attendee: 0 };
const audienceRank: Record<ChatAudience, number> = {
  ...{ everyone: rank.participant, presenters: rank.presenter, hosts: rank['co-host'] },
  nobody: Infinity,
};

/** Which setting says who has the right; these depend on the meeting, the others on the role alone. */
const settingOf: Partial<Record<Right, 'maySpeak' | 'mayShowCamera' | 'mayShare' | 'mayChat'>> = {
  speak: 'maySpeak',
  'show-camera': 'mayShowCamera',
  share: 'mayShare',
  chat: 'mayChat',
};
/** What only those on stage have in a stage or event. */
const sending: readonly Right[] = ['speak', 'show-camera', 'share'];
const everybodys: ReadonlySet<Right> = new Set(['raise-hand', 'react']);

/** -1, 0 or 1: whether `a` stands below, beside or above `b`. */
export function compareRoles(a: Role, b: Role): number {
  return Math.sign(rank[a] - rank[b]);
}

/** What the role alone gives in a meeting with these settings. */
function roleHasRight({ role, stage, backstage }: RightsHolder, right: Right, settings: MeetingSettings): boolean {
  if (role === 'host') return true;
  if (role === 'co-host') return right !== 'end';
  const setting = settingOf[right];
  if (setting === undefined) return everybodys.has(right);
  // Whoever is on stage stands beside those who present; who was asked to come up may speak with them behind it.
  if (settings.size !== 'talk' && !leads(role) && sending.includes(right))
    return (stage === 'on' || (stage === 'invited' && backstage)) && audienceRank[settings[setting]] <= rank.presenter;
  // The audience writes when all may, but sends no sound or picture unless it is given the single right.
  if (role === 'attendee') return right === 'chat' && settings.mayChat === 'everyone';
  return rank[role] >= audienceRank[settings[setting]];
}

/** The one place that answers "may they". A host always has all rights. */
export function hasRight(holder: RightsHolder, right: Right, settings: MeetingSettings): boolean {
  if (holder.role === 'host') return true;
  return holder.single[right] ?? roleHasRight(holder, right, settings);
}

function leads(role: Role): boolean {
  return rank[role] >= rank.presenter;
}

/** Hosts, co-hosts and presenters always, others when brought up or given a right to send; in a talk everybody. */
export function isOnStage(holder: RightsHolder, settings: MeetingSettings): boolean {
  if (settings.size === 'talk' || leads(holder.role) || holder.stage === 'on') return true;
  return sending.some((right) => holder.single[right] === true);
}

/** The panel: on stage, or asked to come up. They may talk and write among themselves behind the stage. */
export function isPanel(holder: RightsHolder, settings: MeetingSettings): boolean {
  return settings.size !== 'talk' && (isOnStage(holder, settings) || holder.stage === 'invited');
}

/** Behind the stage now: what they send is for those alone who are there, too. */
export function isBackstage(holder: RightsHolder, settings: MeetingSettings): boolean {
  return holder.backstage && isPanel(holder, settings);
}

/** Somebody of the audience who was brought up, or asked to: takes one of the seats. */
export function takesStageSeat({ role, stage }: RightsHolder): boolean {
  return !leads(role) && stage !== 'off';
}

/** All effective rights, in the order of the protocol. */
export function effectiveRights(holder: RightsHolder, settings: MeetingSettings): Right[] {
  return rights.filter((right) => hasRight(holder, right, settings));
}

/**
 * Whether somebody may turn the own microphone on now. Where unmuting is not allowed, those who moderate may,
 * those who hold `speak` singly, and those whom a host asked to unmute (until muted again).
 */
export function mayUnmute(holder: RightsHolder & { unmuteAllowed: boolean }, settings: MeetingSettings): boolean {
  if (!hasRight(holder, 'speak', settings)) return false;
  return settings.mayUnmuteSelf || holder.unmuteAllowed || holder.single.speak === true || hasRight(holder, 'mute-others', settings);
}
