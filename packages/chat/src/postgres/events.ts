/** Between the rows of `chat.event` and events. */
import { sql, type RawBuilder } from 'kysely';
import type { EventId } from '../ids.ts';
import { canonicalJson, isObject, member, type JsonObject } from '../json.ts';
import type { Pdu, StateKey } from '../pdu.ts';
import type { StoredEvent, StreamPos } from '../ports.ts';
import { redacted } from '../redaction.ts';
import type { ProvenEvent } from '../room-draft.ts';
import type { EventTable, RoomNid } from './tables.ts';

const names = ['stream', 'event_id', 'sender', 'pdu', 'redacted_by', 'device_id', 'transaction_id', 'erased_at_ms'] as const;

export type EventRow = Pick<EventTable, (typeof names)[number]>;

/** For the query builder. */
export const eventColumns = names.map((name) => `chat.event.${name}` as const);

/** For queries written out. @param table its name or alias there */
export function eventFields(table: string): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql.ref(`${table}.${name}`)));
}

/** Whether a row's `type` and `state_key` are among these. */
export function isOneOf(table: string, keys: readonly StateKey[]): RawBuilder<boolean> {
  const [types, stateKeys] = [keys.map(([type]) => type), keys.map(([, key]) => key)];
  return sql<boolean>`(${sql.ref(`${table}.type`)}, ${sql.ref(`${table}.state_key`)})
    in (select * from unnest(${types}::text[], ${stateKeys}::text[]))`;
}

export function eventOf(row: EventRow): StoredEvent {
  const pdu = JSON.parse(row.pdu) as Pdu;
  return {
    stream: row.stream,
    eventId: row.event_id,
    pdu: row.redacted_by === null ? pdu : (redacted(pdu as unknown as JsonObject) as unknown as Pdu),
    redactedBy: row.redacted_by ?? undefined,
    erasedAtMs: row.erased_at_ms ?? undefined,
    request:
      row.device_id === null || row.transaction_id === null
        ? undefined
        : { sender: row.sender, deviceId: row.device_id, transactionId: row.transaction_id },
  };
}

/** @param notifies what it is to members without push rules of their own */
export function rowOf({ eventId, pdu, request }: ProvenEvent, roomNid: RoomNid, stream: StreamPos, notifies: number): EventTable {
  const relation = relationOf(pdu.content);
  return {
    stream,
    event_id: eventId,
    room_nid: roomNid,
    depth: pdu.depth,
    type: pdu.type,
    state_key: pdu.state_key ?? null,
    sender: pdu.sender,
    origin_server_ts: pdu.origin_server_ts,
    pdu: canonicalJson(pdu as unknown as JsonObject),
    redacted_by: null,
    relates_to: relation?.eventId ?? null,
    relation: relation?.type ?? null,
    device_id: request?.deviceId ?? null,
    transaction_id: request?.transactionId ?? null,
    notifies,
    erased_at_ms: null,
  };
}

/** `m.relates_to` with a type; a mere reply has none. */
function relationOf(content: JsonObject): { type: string; eventId: EventId } | undefined {
  const relates = member(content, 'm.relates_to');
  if (!isObject(relates)) return undefined;
  const [type, eventId] = [member(relates, 'rel_type'), member(relates, 'event_id')];
  if (typeof type !== 'string' || typeof eventId !== 'string' || type.length > 255 || eventId.length > 255) return undefined;
  return type.includes('\0') || eventId.includes('\0') ? undefined : { type, eventId: eventId as EventId };
}
