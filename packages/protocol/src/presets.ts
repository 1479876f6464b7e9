/** What the house sets for one kind of meeting: interviews, trainings, events. */
import { z } from 'zod';
import { MeetingSettings } from './rights.ts';
import { Title } from './text.ts';

export const PresetId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const SettingName = MeetingSettings.keyof();
export type SettingName = z.infer<typeof SettingName>;

const inBoth = <T extends z.ZodType>(text: T) => z.strictObject({ de: text, en: text });

/** So many minutes before it begins those invited are reminded, each by a letter of its own. Empty: not at all. */
export const RemindersMin = z
  .array(
    z
      .int()
      .min(5)
      .max(14 * 24 * 60),
  )
  .max(3);
/** Of meetings for which neither the house nor who plans says anything. */
export const usualRemindersMin: readonly number[] = [24 * 60, 15];

export const PresetContent = z.strictObject({
  name: inBoth(Title),
  /** One sentence below the name where one chooses. */
  description: inBoth(z.string().trim().max(300)),
  settings: MeetingSettings,
  /** Settings that who plans may not change, nor who leads the meeting while it runs. */
  locked: z.array(SettingName).max(SettingName.options.length),
  /** Nobody may record a meeting of this kind. */
  recordingForbidden: z.boolean(),
  remindersMin: RemindersMin,
  /** Who plans may not choose other reminders. Absent: they may. */
  remindersLocked: z.boolean().optional(),
  /** How long meetings of this kind take where who plans says nothing. Absent: an hour. */
  durationMin: z
    .int()
    .min(5)
    .max(24 * 60)
    .optional(),
  /** A paragraph of the invitation; may be empty. */
  mailText: inBoth(z.string().trim().max(2_000)),
  /** Deleted by itself so many days after its last date; null: never. */
  retentionDays: z.int().min(1).max(3_650).nullable(),
});
export type PresetContent = z.infer<typeof PresetContent>;

const told = z.object({ de: z.string(), en: z.string() });
export const PresetView = z.object({ ...PresetContent.shape, id: PresetId, name: told, description: told, mailText: told });
export type PresetView = z.infer<typeof PresetView>;

/**
 * Settings of a meeting that becomes one of this kind: what the kind locks is as the kind has it, the rest stays.
 * @param kind undefined: of no kind, which locks nothing
 */
export function settingsOfKind(kind: Pick<PresetContent, 'settings' | 'locked'> | undefined, before: MeetingSettings): MeetingSettings {
  return { ...before, ...lockedSettingsOf(kind) };
}

/** What a kind locks, as it has it. */
export function lockedSettingsOf(kind: Pick<PresetContent, 'settings' | 'locked'> | undefined): Partial<MeetingSettings> {
  return Object.fromEntries((kind?.locked ?? []).map((name) => [name, kind?.settings[name]]));
}

/** `GET /api/presets`, for everybody with an account: those that are offered, in their order. */
export const PresetList = z.object({ presets: z.array(PresetView) });
/** `PUT /api/presets/order`: those named come first, in this order. */
export const OrderPresets = z.strictObject({ ids: z.array(PresetId).max(200) });
