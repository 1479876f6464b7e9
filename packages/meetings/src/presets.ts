/** Presets: what the house sets for meetings of one kind, and which of it planners may change. Pure. */
import { defaultSettings, type MeetingSettings, type PresetView, type SettingName } from '@saal/protocol';
import { SettingLocked } from './errors.ts';

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
