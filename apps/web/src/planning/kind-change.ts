import type { MeetingDetail, PresetView } from '@saal/client';
import { settingsOfKind, usualRemindersMin, type MeetingSettings, type SettingName } from '@saal/protocol';
import { settingNames } from './setting-labels.ts';

/** What becomes different when a meeting is made one of another kind. */
export type KindChange =
  | { what: 'setting'; name: SettingName }
  /** Who plans may change them from then on. */
  | { what: 'freed'; names: readonly SettingName[] }
  | { what: 'retention'; before: number | null; after: number | null }
  /** Minutes before; empty: nobody is reminded. */
  | { what: 'reminders'; before: readonly number[]; after: readonly number[] }
  /** The paragraph of the house in the invitation. */
  | { what: 'text' };

type Before = Pick<MeetingDetail, 'settings' | 'preset' | 'remindersMin'>;

/** By the same rules as the server: what the kind locks is as it has it, the rest stays. @param next undefined: of no kind */
export function kindChanges(meeting: Before, next: PresetView | undefined): KindChange[] {
  const { preset, settings } = meeting;
  if (preset?.id === next?.id) return [];
  const after = settingsOfKind(next, settings);
  const freed = preset?.locked.filter((name) => next?.locked.includes(name) !== true) ?? [];
  const reminders = { before: remindersOf(meeting, preset), after: remindersOf(meeting, next) };
  const retention = { before: preset?.retentionDays ?? null, after: next?.retentionDays ?? null };
  const textOf = (kind: PresetView | undefined): string => JSON.stringify([kind?.mailText.de ?? '', kind?.mailText.en ?? '']);
  return [
    ...settingNames.filter((name) => after[name] !== settings[name]).map((name) => ({ what: 'setting', name }) as const),
    ...(freed.length > 0 ? [{ what: 'freed', names: freed } as const] : []),
    ...(retention.before === retention.after ? [] : [{ what: 'retention', ...retention } as const]),
    ...(String(reminders.before) === String(reminders.after) ? [] : [{ what: 'reminders', ...reminders } as const]),
    ...(textOf(preset) === textOf(next) ? [] : [{ what: 'text' } as const]),
  ];
}

function remindersOf({ remindersMin }: Before, kind: PresetView | undefined): number[] {
  const wished = kind?.remindersLocked === true ? undefined : remindersMin;
  return [...(wished ?? kind?.remindersMin ?? usualRemindersMin)].sort((a, b) => b - a);
}

/**
 * The settings in the form when another kind is chosen there. What a kind chosen before had set by its locks is as it was again.
 * @param before the settings of the meeting
 */
export function settingsInForm(
  before: MeetingSettings,
  { preset, settings }: { preset: PresetView | undefined; settings: MeetingSettings },
  next: PresetView | undefined,
): MeetingSettings {
  const asBefore = Object.fromEntries((preset?.locked ?? []).map((name) => [name, before[name]]));
  return settingsOfKind(next, { ...settings, ...asBefore });
}
