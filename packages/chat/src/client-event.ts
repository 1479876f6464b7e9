/** An event as clients are told it (client-server API, "Room Event Format"). */
import type { UserId } from './ids.ts';
import { member, type JsonObject } from './json.ts';
import type { StoredEvent } from './ports.ts';

export interface Teller {
  userId: UserId;
  deviceId: string;
  nowMs: number;
}

/** @param because the event that redacted it */
export function clientEvent(event: StoredEvent, to: Teller, because?: StoredEvent): JsonObject {
  const { pdu, eventId, request } = event;
  const unsigned: JsonObject = { age: Math.max(0, to.nowMs - pdu.origin_server_ts) };
  if (request?.sender === to.userId && request.deviceId === to.deviceId) unsigned.transaction_id = request.transactionId;
  if (because) unsigned.redacted_because = clientEvent(because, to);
  else if (event.erasedAtMs !== undefined) unsigned.redacted_because = erasure(event, event.erasedAtMs);
  const told: JsonObject = {
    type: pdu.type,
    sender: pdu.sender,
    content: pdu.content,
    event_id: eventId,
    origin_server_ts: pdu.origin_server_ts,
    room_id: pdu.room_id,
    unsigned,
  };
  if (pdu.state_key !== undefined) told.state_key = pdu.state_key;
  // Where clients older than room version 11 look for it.
  const redacts = pdu.type === 'm.room.redaction' ? member(pdu.content, 'redacts') : undefined;
  if (redacts !== undefined) told.redacts = redacts;
  return told;
}

// DEVIATION: client-server API, "Redactions": nobody redacted it, so there is no such event. Clients show it as deleted, instead of as
// one that cannot be read or decrypted.
function erasure({ pdu, eventId }: StoredEvent, atMs: number): JsonObject {
  const content = { redacts: eventId, reason: 'erased' };
  return {
    type: 'm.room.redaction',
    event_id: eventId,
    room_id: pdu.room_id,
    sender: pdu.sender,
    origin_server_ts: atMs,
    content,
    unsigned: {},
  };
}

/** Enough of a room's state to show an invitation or a knock: without ids, times and proofs. */
export function strippedEvent({ pdu }: Pick<StoredEvent, 'pdu'>): JsonObject {
  return { type: pdu.type, sender: pdu.sender, content: pdu.content, state_key: pdu.state_key ?? '' };
}

/** What an invited person is told of the room. */
export const strippedTypes = [
  'm.room.create',
  'm.room.join_rules',
  'm.room.canonical_alias',
  'm.room.avatar',
  'm.room.name',
  'm.room.topic',
  'm.room.encryption',
] as const;
