/** The names of Matrix: who, where and what (specification, appendices, "Identifier Grammar"). Opaque but for their server. */
import { randomBytes } from 'node:crypto';

type Brand<T, Name extends string> = T & { readonly __brand: Name };
/** `@local:server` */
export type UserId = Brand<string, 'UserId'>;
/** `!opaque:server` */
export type RoomId = Brand<string, 'RoomId'>;
/** `$` and the hash of the event, so it names no server. */
export type EventId = Brand<string, 'EventId'>;
/** `#name:server` */
export type RoomAlias = Brand<string, 'RoomAlias'>;

const MAX_BYTES = 255;
/** A host name or an address, and perhaps a port. */
const SERVER_NAME = /^(?:[A-Za-z0-9.-]{1,230}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;
/** What others may have made: any printable ASCII but the colon. Own ones are narrower, see `localpartOf`. */
const HISTORICAL_LOCALPART = /^[\x21-\x39\x3b-\x7e]+$/;
const EVENT_ID = /^\$[A-Za-z0-9_-]{43}$/;

const fits = (id: string): boolean => Buffer.byteLength(id) <= MAX_BYTES;

/** What stands behind the first colon: ids are never taken apart in another way. */
export function serverOf(id: string): string | undefined {
  const colon = id.indexOf(':');
  return colon < 0 ? undefined : id.slice(colon + 1);
}

export function isServerName(name: string): boolean {
  return SERVER_NAME.test(name);
}

export function isUserId(id: string): id is UserId {
  const colon = id.indexOf(':');
  return id.startsWith('@') && fits(id) && HISTORICAL_LOCALPART.test(id.slice(1, colon)) && isServerName(id.slice(colon + 1));
}

export function isRoomId(id: string): id is RoomId {
  return id.startsWith('!') && fits(id) && id.indexOf(':') > 1 && isServerName(serverOf(id) ?? '');
}

export function isEventId(id: string): id is EventId {
  return EVENT_ID.test(id);
}

export function isRoomAlias(alias: string): alias is RoomAlias {
  return alias.startsWith('#') && fits(alias) && /^#[^:\0-\x1f\x7f]+:/.test(alias) && isServerName(serverOf(alias) ?? '');
}

/** A room of this server: 18 random characters, as others make them. */
export function newRoomId(serverName: string): RoomId {
  return `!${randomBytes(13).toString('base64url')}:${serverName}` as RoomId;
}
