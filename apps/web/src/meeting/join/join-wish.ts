/** What somebody chose the last time: name of a guest, microphone and camera. Kept in this browser. */
import type { Devices } from '@saal/client';

export type JoinWish = { name: string; microphone: boolean; camera: boolean };
const key = 'saal.join';
export const noWish: JoinWish = { name: '', microphone: false, camera: false };

export function loadWish(storage: Pick<Storage, 'getItem'>): JoinWish {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return noWish;
    return {
      name: 'name' in stored && typeof stored.name === 'string' ? stored.name.slice(0, 80) : '',
      microphone: 'microphone' in stored && stored.microphone === true,
      camera: 'camera' in stored && stored.camera === true,
    };
  } catch {
    // Unreadable: everything off, as for a first visit.
    return noWish;
  }
}

export function storeWish(storage: Pick<Storage, 'setItem'>, wish: JoinWish): void {
  try {
    storage.setItem(key, JSON.stringify(wish));
  } catch {
    // The next visit begins with everything off.
  }
}

/**
 * What may be switched on without a click: wished the last time, not against the meeting's rule, and already allowed,
 * so that no question appears that nobody asked for (DEF-1).
 */
export async function switchedOnAtOnce(
  wish: JoinWish,
  rules: { joinMuted: boolean; joinCameraOff: boolean },
  isGranted: (device: 'microphone' | 'camera') => Promise<boolean>,
): Promise<{ microphone: boolean; camera: boolean }> {
  return {
    microphone: wish.microphone && !rules.joinMuted && (await isGranted('microphone')),
    camera: wish.camera && !rules.joinCameraOff && (await isGranted('camera')),
  };
}

/**
 * Switches on what was wished the last time. What was pressed meanwhile is decided: a camera that was switched on and off again
 * before the browser answered stays off.
 */
export async function switchOn(
  wish: Promise<Pick<JoinWish, 'microphone' | 'camera'>>,
  devices: Pick<Devices, 'get' | 'subscribe' | 'setMicrophone' | 'setCamera'>,
): Promise<void> {
  const pressed = { microphone: false, camera: false };
  const stop = devices.subscribe(() => {
    const { microphone, camera } = devices.get();
    pressed.microphone ||= microphone.on || microphone.starting;
    pressed.camera ||= camera.on || camera.starting;
  });
  try {
    const { microphone, camera } = await wish;
    if (microphone && !pressed.microphone) await devices.setMicrophone(true);
    if (camera && !pressed.camera) await devices.setCamera(true);
  } finally {
    stop();
  }
}

/** Whether the browser has been allowed already. Browsers that cannot tell count as not allowed. */
export async function isGranted(device: 'microphone' | 'camera'): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: device })).state === 'granted';
  } catch {
    // Not known to this browser: then the person clicks.
    return false;
  }
}
