/** Presets: what the house sets for meetings of one kind, and which of it planners may change. Pure. */
import { defaultSettings, type MeetingSettings, type PresetView, type SettingName } from '@saal/protocol';
import { RemindersLocked, SettingLocked } from './errors.ts';

/** A withdrawn one is offered no more and still rules the meetings that were planned with it. */
export type Preset = PresetView & { withdrawn: boolean };

/**
 * What is asked for, within what the preset locks. Saying what holds already, or what the house wants, is no change.
 * @param before of a meeting that exists; default: as the preset has it
 * @throws {SettingLocked}
 */
export function settingsUnder(
  preset: Preset | undefined,
  changes: Partial<MeetingSettings>,
  before: MeetingSettings = preset?.settings ?? defaultSettings,
): MeetingSettings {
  const refused = preset?.locked.filter((name) => differs(name, changes, before) && differs(name, changes, preset.settings)) ?? [];
  if (refused.length > 0) throw new SettingLocked(refused);
  return { ...before, ...changes };
}

/**
 * The reminders that are wished for a meeting. Saying what the house wants is no wish.
 * @returns null: none are wished, so that it follows its kind
 * @throws {RemindersLocked}
 */
export function remindersUnder(preset: Preset | undefined, wish: readonly number[] | null | undefined): readonly number[] | null {
  if (!wish) return null;
  const sorted = [...new Set(wish)].sort((a, b) => b - a);
  if (preset?.remindersLocked !== true) return sorted;
  if (String(sorted) !== String(preset.remindersMin.toSorted((a, b) => b - a))) throw new RemindersLocked();
  return null;
}

/** When those invited to a meeting are reminded, in minutes before. @returns undefined: nobody has said, so it is as usual */
export function remindersOf(preset: Preset | undefined, wish: readonly number[] | null): readonly number[] | undefined {
  return preset?.remindersLocked === true ? preset.remindersMin : (wish ?? preset?.remindersMin);
}

/** Which of the locked settings these changes would touch. */
export function touched(
  locked: readonly SettingName[],
  changes: Partial<MeetingSettings>,
  before: MeetingSettings,
): readonly SettingName[] {
  return locked.filter((name) => differs(name, changes, before));
}

function differs(name: SettingName, changes: Partial<MeetingSettings>, from: MeetingSettings): boolean {
  return changes[name] !== undefined && changes[name] !== from[name];
}
