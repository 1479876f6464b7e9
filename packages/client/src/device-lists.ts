import type { DeviceInfo } from './model.ts';

/** Inputs have it, but not in every browser. */
function hasCapabilities(device: MediaDeviceInfo): device is InputDeviceInfo {
  return 'getCapabilities' in device && typeof device.getCapabilities === 'function';
}

/** Which way a phone's camera looks; the browsers that tell it do so in the label or in the capabilities. */
function facingOf(device: MediaDeviceInfo): DeviceInfo['facing'] {
  const modes = hasCapabilities(device) ? (device.getCapabilities().facingMode ?? []) : [];
  if (modes.includes('user')) return 'front';
  if (modes.includes('environment')) return 'back';
  if (/\b(back|rear|rück)/i.test(device.label)) return 'back';
  return /\b(front|vorder)/i.test(device.label) ? 'front' : undefined;
}

/**
 * The devices by kind. Before the person has allowed one, browsers list nameless entries without an id: these are left
 * out, as is Windows' second "default" for calls.
 */
export function deviceLists(found: MediaDeviceInfo[]): { microphones: DeviceInfo[]; cameras: DeviceInfo[]; speakers: DeviceInfo[] } {
  const usable = found.filter((device) => device.deviceId !== '' && device.deviceId !== 'communications');
  const list = (kind: MediaDeviceKind): DeviceInfo[] =>
    usable
      .filter((device) => device.kind === kind)
      .map((device) => {
        const facing = kind === 'videoinput' ? facingOf(device) : undefined;
        return { id: device.deviceId, label: device.label, ...(facing === undefined ? {} : { facing }) };
      });
  return { microphones: list('audioinput'), cameras: list('videoinput'), speakers: list('audiooutput') };
}
