import type { MeetingDetail } from '@saal/client';
import { defaultSettings, type MeetingSettings } from '@saal/protocol';
import { momentOf, nextHalfHour, wallTimeOf, type WallTime } from './zone-time.ts';

/** What the planning form holds while one types. */
export interface Draft {
  title: string;
  when: WallTime;
  durationMin: number;
  timeZone: string;
  passcode: string;
  settings: MeetingSettings;
}

export type DraftErrors = { title?: string; date?: string; time?: string; passcode?: string };
/** Keys of the catalogue `home`, below `planning`. */
export type DraftProblem = 'nameWrong' | 'dateWrong' | 'timeWrong' | 'past' | 'passcodeWrong';

export function newDraft(nowMs: number, timeZone: string): Draft {
  return { title: '', when: wallTimeOf(nextHalfHour(nowMs), timeZone), durationMin: 60, timeZone, passcode: '', settings: defaultSettings };
}

export function draftOf(meeting: MeetingDetail, nowMs: number, localZone: string): Draft {
  const timeZone = meeting.timeZone ?? localZone;
  return {
    title: meeting.title,
    when: wallTimeOf(meeting.startsAtMs ?? nextHalfHour(nowMs), timeZone),
    durationMin: meeting.durationMin ?? 60,
    timeZone,
    passcode: meeting.passcode,
    settings: meeting.settings,
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
  return problems;
}
