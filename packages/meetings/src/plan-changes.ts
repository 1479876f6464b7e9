/** What a change of a plan comes to, under what the house sets for the kind of the meeting. Pure. */
import { settingsOfKind, type ChangeMeeting } from '@saal/protocol';
import type { z } from 'zod';
import { BadRequest } from './errors.ts';
import type { MeetingRecord } from './meeting-config.ts';
import type { MeetingChanges } from './ports.ts';
import { remindersUnder, settingsUnder, type Preset } from './presets.ts';

type Changes = z.output<typeof ChangeMeeting>;

export const timeFields = ['startsAtMs', 'durationMin', 'timeZone'] as const;

/** @throws {BadRequest} only a planned meeting has it */
export function requireFitting({ kind }: MeetingRecord, changes: Changes): void {
  if (kind === 'planned') return;
  for (const field of timeFields) if (changes[field] !== undefined) throw new BadRequest(field, 'only a planned meeting has a time');
  // That there are no reminders of its own, and no kind, is so of every other meeting: saying it is no fault.
  if (changes.remindersMin) throw new BadRequest('remindersMin', 'only a planned meeting has reminders');
  if (changes.presetId !== undefined && changes.presetId !== null) throw new BadRequest('presetId', 'only a planned meeting is of a kind');
  if (changes.resourceIds) throw new BadRequest('resourceIds', 'only a planned meeting books');
}

/**
 * @param kind the one it is of from now on; undefined: none
 * @throws {SettingLocked, RemindersLocked}
 */
export function changesUnder(meeting: MeetingRecord, kind: Preset | undefined, changes: Changes): MeetingChanges {
  const { settings, remindersMin, presetId, ...rest } = changes;
  const becomes = presetId !== undefined && presetId !== meeting.presetId;
  const before = becomes ? settingsOfKind(kind, meeting.settings) : meeting.settings;
  // A wish ends where the new kind allows none; else it is the planner's and stays.
  const wish = remindersMin === undefined && becomes && kind?.remindersLocked === true ? null : remindersMin;
  return {
    ...rest,
    ...(becomes && { presetId }),
    ...((settings !== undefined || becomes) && { settings: settingsUnder(kind, settings ?? {}, before) }),
    ...(wish !== undefined && { reminderWish: remindersUnder(kind, wish) }),
  };
}
