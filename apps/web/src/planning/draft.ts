import type { MeetingDetail, PresetView } from '@saal/client';
import { defaultSettings, momentOf, wallTimeOf, type MeetingSettings, type WallTime } from '@saal/protocol';
import type { PendingInvitee } from './invitees/pending-invitee.ts';
import { nextHalfHour } from './next-half-hour.ts';
import { noRepeat, repeatDays, ruleOf, type Repeat, type RepeatProblem } from './repeat.ts';

/** What the planning form holds while one types. */
export interface Draft {
  title: string;
  when: WallTime;
  durationMin: number;
  timeZone: string;
  /** Of a new meeting. */
  repeat: Repeat;
  passcode: string;
  settings: MeetingSettings;
  /** Of which kind it is; undefined: of none. */
  preset: PresetView | undefined;
  /** Whose meeting it is to be; undefined: one's own. */
  onBehalfOf: string | undefined;
  /** Rooms and things to be booked. */
  resourceIds: string[];
  /** Minutes before; undefined: none are wished, it is as its kind has it or as usual. */
  remindersMin: readonly number[] | undefined;
  /** Of a new meeting. */
  invitees: readonly PendingInvitee[];
}

export const MOST_REMINDERS = 3;

export type DraftErrors = { title?: string; date?: string; time?: string; passcode?: string; repeat?: string; reminders?: string };
/** Keys of the catalogue `home`, below `planning`. */
export type DraftProblem = 'nameWrong' | 'dateWrong' | 'timeWrong' | 'past' | 'passcodeWrong' | 'tooManyReminders' | RepeatProblem;

/** Where neither who plans nor the kind says how long. */
const USUAL_DURATION_MIN = 60;

/** A new meeting is to be of this kind: all is as the kind has it, but for a length that was chosen by hand. */
export function ofKind(
  { preset: before, durationMin }: Pick<Draft, 'preset' | 'durationMin'>,
  preset: PresetView | undefined,
): Partial<Draft> {
  const isChosen = durationMin !== (before?.durationMin ?? USUAL_DURATION_MIN);
  return {
    ...{ preset, settings: preset?.settings ?? defaultSettings, remindersMin: undefined },
    durationMin: isChosen ? durationMin : (preset?.durationMin ?? USUAL_DURATION_MIN),
  };
}

export function newDraft(nowMs: number, timeZone: string): Draft {
  const when = wallTimeOf(nextHalfHour(nowMs), timeZone);
  return {
    ...{ title: '', when, durationMin: USUAL_DURATION_MIN, timeZone, repeat: noRepeat(when.date), passcode: '' },
    ...{ settings: defaultSettings, preset: undefined, onBehalfOf: undefined, resourceIds: [], invitees: [] },
    remindersMin: undefined,
  };
}

export function draftOf(meeting: MeetingDetail, nowMs: number, localZone: string): Draft {
  const timeZone = meeting.timeZone ?? localZone;
  const when = wallTimeOf(meeting.startsAtMs ?? nextHalfHour(nowMs), timeZone);
  return {
    title: meeting.title,
    when,
    durationMin: meeting.durationMin ?? 60,
    timeZone,
    repeat: noRepeat(when.date),
    passcode: meeting.passcode,
    settings: meeting.settings,
    preset: meeting.preset,
    onBehalfOf: undefined,
    resourceIds: meeting.resources?.map(({ id }) => id) ?? [],
    remindersMin: meeting.remindersMin,
    invitees: [],
  };
}

/**
 * What is wrong with a draft, by field. A moment that is over is refused only where it was changed.
 * @param withTime planned meetings have a time; the personal room and spontaneous ones have none
 */
export function problemsOf(
  draft: Draft,
  nowMs: number,
  { withTime, before }: { withTime: boolean; before?: Draft },
): Partial<Record<keyof DraftErrors, DraftProblem>> {
  const problems: Partial<Record<keyof DraftErrors, DraftProblem>> = {};
  if (draft.title.trim().length > 140) problems.title = 'nameWrong';
  if (before && !/^\d{6,12}$/.test(draft.passcode)) problems.passcode = 'passcodeWrong';
  if ((draft.remindersMin?.length ?? 0) > MOST_REMINDERS) problems.reminders = 'tooManyReminders';
  if (!withTime) return problems;
  if (draft.when.date === '') problems.date = 'dateWrong';
  else if (draft.when.time === '') problems.time = 'timeWrong';
  else {
    const moment = momentOf(draft.when, draft.timeZone);
    const unchanged = before !== undefined && moment === momentOf(before.when, before.timeZone);
    if (moment === undefined) problems.date = 'dateWrong';
    else if (moment < nowMs - 5 * 60_000 && !unchanged)
      problems[draft.when.date < wallTimeOf(nowMs, draft.timeZone).date ? 'date' : 'time'] = 'past';
  }
  if (!before && draft.repeat.every !== 'never' && problems.date === undefined) {
    const rule = ruleOf(draft.repeat, draft.when.date);
    const outcome = rule ? repeatDays(rule, draft.when.date) : ({ problem: 'dateWrong' } as const);
    if ('problem' in outcome) problems.repeat = outcome.problem;
  }
  return problems;
}
