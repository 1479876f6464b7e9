import type { DeviceId } from '@saal/protocol';
import { randomId } from './random-id.ts';

const key = 'saal.device';

export type TabStorage = Pick<Storage, 'getItem' | 'setItem'>;

function isDeviceId(value: string | null): value is DeviceId {
  return value !== null && /^[A-Za-z0-9_-]{8,64}$/.test(value);
}

/**
 * This tab as the server knows it: kept over a reload, another one in another tab.
 * A duplicated tab begins with a copy of sessionStorage; the server tells the elder one that it was replaced.
 */
export function deviceIdOfTab(storage: TabStorage | undefined = browserSessionStorage()): DeviceId {
  const kept = storage?.getItem(key) ?? null;
  return isDeviceId(kept) ? kept : renewDeviceIdOfTab(storage);
}

/** Makes this tab another device. */
export function renewDeviceIdOfTab(storage: TabStorage | undefined = browserSessionStorage()): DeviceId {
  const made = randomId();
  if (!isDeviceId(made)) throw new TypeError('randomId gives ids of the URL-safe alphabet');
  storage?.setItem(key, made);
  return made;
}

/** Storage can be forbidden by the browser's settings: then a reload is a new device, and nothing worse. */
function browserSessionStorage(): Storage | undefined {
  try {
    return typeof sessionStorage === 'undefined' ? undefined : sessionStorage;
  } catch {
    return undefined;
  }
}
