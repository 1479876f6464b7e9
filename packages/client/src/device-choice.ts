/** What a person chose, remembered by the browser. By label too: some browsers give the same device another id each day. */
import type { DeviceInfo, DeviceKind } from './model.ts';
import { isRecord } from './wire-guards.ts';

const key = 'saal.devices';
const kinds: DeviceKind[] = ['microphone', 'camera', 'speaker'];

export interface Choice {
  devices: Partial<Record<DeviceKind, { id: string; label: string }>>;
  background: 'none' | 'blur';
  musicMode: boolean;
}

export type ChoiceStorage = Pick<Storage, 'getItem' | 'setItem'>;

export function readChoice(storage: ChoiceStorage | undefined): Choice {
  const choice: Choice = { devices: {}, background: 'none', musicMode: false };
  let stored: unknown;
  try {
    stored = JSON.parse(storage?.getItem(key) ?? 'null');
  } catch {
    return choice; // Written by somebody else: begin anew.
  }
  if (!isRecord(stored)) return choice;
  if (stored.background === 'blur') choice.background = 'blur';
  if (stored.musicMode === true) choice.musicMode = true;
  if (!isRecord(stored.devices)) return choice;
  for (const kind of kinds) {
    const device = stored.devices[kind];
    if (isRecord(device) && typeof device.id === 'string' && typeof device.label === 'string')
      choice.devices[kind] = { id: device.id, label: device.label };
  }
  return choice;
}

export function writeChoice(storage: ChoiceStorage | undefined, choice: Choice): void {
  try {
    storage?.setItem(key, JSON.stringify(choice));
  } catch {
    // Storage is full or forbidden: the choice holds for this page only.
  }
}

/** @returns the chosen device among those that are there, by id or else by label */
export function chosen(devices: DeviceInfo[], choice: { id: string; label: string } | undefined): DeviceInfo | undefined {
  if (choice === undefined) return undefined;
  return (
    devices.find((device) => device.id === choice.id) ?? devices.find((device) => choice.label !== '' && device.label === choice.label)
  );
}

/** Storage can be forbidden by the browser's settings. */
export function browserStorage(): ChoiceStorage | undefined {
  try {
    return typeof localStorage === 'undefined' ? undefined : localStorage;
  } catch {
    return undefined;
  }
}
