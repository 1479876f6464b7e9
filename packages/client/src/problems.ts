/** Why a browser gives no device, in our own words. */
import type { DeviceProblem } from './model.ts';

/** What is known of a thrown error; browsers differ in the class and agree in `name`. */
function nameOf(error: unknown): { name: string; message: string } {
  return error instanceof Error || (typeof DOMException !== 'undefined' && error instanceof DOMException)
    ? { name: error.name, message: error.message }
    : { name: '', message: '' };
}

/**
 * Source: W3C Media Capture and Streams, getUserMedia; Chromium tells the three kinds of "not allowed" apart by message only.
 * @param securePage browsers hide all devices on plain HTTP (except on localhost)
 */
export function problemOf(error: unknown, securePage: boolean): DeviceProblem {
  const { name, message } = nameOf(error);
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      if (/dismissed/i.test(message)) return 'dismissed';
      if (/system/i.test(message)) return 'system-denied';
      return securePage ? 'denied' : 'insecure-page';
    case 'SecurityError':
      return securePage ? 'denied' : 'insecure-page';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'none-found';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in-use';
    case 'TypeError':
      return securePage ? 'failed' : 'insecure-page';
    default:
      return 'failed';
  }
}

/** The wished device is not there (any more): worth asking again without naming one. */
export function isUnknownDevice(error: unknown): boolean {
  const { name } = nameOf(error);
  return name === 'OverconstrainedError' || name === 'NotFoundError';
}
