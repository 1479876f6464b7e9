/** What a tab keeps over a reload: its name as a device of chat, and what it has not sent yet. */
import { randomId } from '../../random-id.ts';

export type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOfDevice = 'saal.chat.device';

export function deviceIdOf(storage: TabStorage | undefined): string {
  const kept = storage?.getItem(keyOfDevice) ?? '';
  if (/^meeting-[A-Za-z0-9_-]{8,}$/.test(kept)) return kept;
  return newDeviceId(storage);
}

export function newDeviceId(storage: TabStorage | undefined): string {
  const made = `meeting-${randomId()}`;
  storage?.setItem(keyOfDevice, made);
  return made;
}

/** Storage can be forbidden by the browser's settings: then a reload forgets what was not sent. */
export function tabStorage(): Storage | undefined {
  try {
    return typeof sessionStorage === 'undefined' ? undefined : sessionStorage;
  } catch {
    return undefined;
  }
}
