import type { PresetContent, PresetView } from '@saal/client';
import { defaultSettings, type MeetingSettings, type SettingName } from '@saal/protocol';

/** What the form of a preset holds while one types. */
export interface PresetDraft {
  nameDe: string;
  nameEn: string;
  descriptionDe: string;
  descriptionEn: string;
  settings: MeetingSettings;
  locked: readonly SettingName[];
  recordingForbidden: boolean;
  remindersMin: readonly number[];
  remindersLocked: boolean;
  mailTextDe: string;
  mailTextEn: string;
  /** Minutes; empty: as usual. */
  duration: string;
  /** Empty: kept. */
  retentionDays: string;
}

export const MOST_REMINDERS = 3;
/** Keys of the catalogue `planning`, below `presets`. */
type Problem = 'nameWrong' | 'tooManyReminders' | 'durationWrong' | 'retentionWrong';

export function draftOf(preset: PresetView | undefined): PresetDraft {
  return {
    nameDe: preset?.name.de ?? '',
    nameEn: preset?.name.en ?? '',
    descriptionDe: preset?.description.de ?? '',
    descriptionEn: preset?.description.en ?? '',
    settings: preset?.settings ?? defaultSettings,
    locked: preset?.locked ?? [],
    recordingForbidden: preset?.recordingForbidden ?? false,
    remindersMin: preset?.remindersMin ?? [],
    remindersLocked: preset?.remindersLocked ?? false,
    mailTextDe: preset?.mailText.de ?? '',
    mailTextEn: preset?.mailText.en ?? '',
    duration: preset?.durationMin?.toString() ?? '',
    retentionDays: preset?.retentionDays?.toString() ?? '',
  };
}

export function problemsOf(draft: PresetDraft): Partial<Record<'nameDe' | 'nameEn' | 'reminders' | 'duration' | 'retention', Problem>> {
  const isName = (name: string): boolean => name.trim() !== '' && name.trim().length <= 140;
  const days = draft.retentionDays.trim();
  const isBetween = (text: string, least: number, most: number): boolean =>
    /^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most;
  const duration = draft.duration.trim();
  return {
    ...(!isName(draft.nameDe) && { nameDe: 'nameWrong' as const }),
    ...(!isName(draft.nameEn) && { nameEn: 'nameWrong' as const }),
    ...(draft.remindersMin.length > MOST_REMINDERS && { reminders: 'tooManyReminders' as const }),
    ...(duration !== '' && !isBetween(duration, 5, 1440) && { duration: 'durationWrong' as const }),
    ...(days !== '' && !isBetween(days, 1, 3650) && { retention: 'retentionWrong' as const }),
  };
}

/** @param draft without problems */
export function contentOf(draft: PresetDraft): PresetContent {
  const days = draft.retentionDays.trim();
  return {
    name: { de: draft.nameDe.trim(), en: draft.nameEn.trim() },
    description: { de: draft.descriptionDe.trim(), en: draft.descriptionEn.trim() },
    settings: draft.settings,
    locked: [...draft.locked],
    recordingForbidden: draft.recordingForbidden,
    remindersMin: [...draft.remindersMin],
    remindersLocked: draft.remindersLocked,
    mailText: { de: draft.mailTextDe.trim(), en: draft.mailTextEn.trim() },
    ...(draft.duration.trim() !== '' && { durationMin: Number(draft.duration) }),
    retentionDays: days === '' ? null : Number(days),
  };
}
