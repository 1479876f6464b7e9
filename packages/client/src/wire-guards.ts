/**
 * Light checks of what the server sends. Our own server is trusted to keep its schemas (they are checked there and in the
 * protocol's tests); these guards only keep a foreign or broken answer from being taken for one. zod itself would cost
 * the guest's first page 32 kB gzip.
 */
import { errorCodes } from '@saal/protocol';
import type { AnyEvent, ErrorCode, WireError } from '@saal/protocol';

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const knownCodes: ReadonlySet<string> = new Set(errorCodes);
function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && knownCodes.has(value);
}

/** The error inside an answer; a code this client does not know (a newer server) counts as `internal`. */
export function readWireError(value: unknown): WireError {
  if (!isRecord(value)) return { code: 'internal', message: 'an answer without an error' };
  const message = typeof value.message === 'string' ? value.message : '';
  const details = isRecord(value.details) ? { details: value.details } : {};
  return isErrorCode(value.code)
    ? { code: value.code, message, ...details }
    : { code: 'internal', message: `${String(value.code)}: ${message}`, ...details };
}

export type ServerFrame =
  { k: 'res'; id: number; ok: true; data: unknown } | { k: 'res'; id: number; ok: false; error: WireError } | { k: 'ev'; event: AnyEvent };

const eventTypes: ReadonlySet<string> = new Set<AnyEvent['type']>([
  'meeting.changed',
  'meeting.speaking',
  'meeting.reaction',
  'meeting.reactions',
  'meeting.notice',
  'meeting.backstage-note',
  'lobby.changed',
  'lobby.admitted',
  'meeting.gone',
  'media.consumer-added',
  'media.consumer-removed',
  'media.consumer-changed',
  'media.pictures-held',
  'media.slots',
  'media.producer-paused',
  'media.producer-closed',
  'media.layers-wanted',
  'media.heard',
  'media.reset',
  'media.move',
]);

/** Known by its type and with an object for data; fields are as the server's schemas say. */
function isEvent(value: Record<string, unknown>): value is AnyEvent & Record<string, unknown> {
  return typeof value.type === 'string' && eventTypes.has(value.type) && isRecord(value.data);
}

/** @returns undefined for what is no frame of ours or an event of a newer wire */
export function readServerFrame(text: string): ServerFrame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // Not JSON: not ours.
  }
  if (!isRecord(value)) return undefined;
  if (value.k === 'ev') return isEvent(value) ? { k: 'ev', event: value } : undefined;
  if (value.k !== 'res' || typeof value.id !== 'number') return undefined;
  if (value.ok === true) return { k: 'res', id: value.id, ok: true, data: value.data };
  return { k: 'res', id: value.id, ok: false, error: readWireError(value.error) };
}
