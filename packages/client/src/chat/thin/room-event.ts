/** Events of a room as the server tells them. Nothing in `content` is trusted: any client may have written it. */
import { isRecord } from '../../wire-guards.ts';

/** A poll: voted on in the page of chat, here it is read. */
export const POLL = 'org.matrix.msc3381.poll.start';

export interface RoomEvent {
  type: string;
  eventId: string;
  sender: string;
  atMs: number;
  content: Record<string, unknown>;
  stateKey: string | undefined;
  /** Of this device's own request. */
  transactionId: string | undefined;
  /** Who took it back. */
  redactedBy: string | undefined;
  /** Its newest words, where the change itself is not at hand. */
  changedTo: Record<string, unknown> | undefined;
}

export const textIn = (record: unknown, key: string): string | undefined => {
  const value = isRecord(record) ? record[key] : undefined;
  return typeof value === 'string' ? value : undefined;
};
export const numberIn = (record: unknown, key: string): number | undefined => {
  const value = isRecord(record) ? record[key] : undefined;
  return typeof value === 'number' ? value : undefined;
};
export const recordIn = (record: unknown, key: string): Record<string, unknown> | undefined => {
  const value = isRecord(record) ? record[key] : undefined;
  return isRecord(value) ? value : undefined;
};
export const listIn = (record: unknown, key: string): readonly unknown[] => {
  const value = isRecord(record) ? record[key] : undefined;
  return Array.isArray(value) ? value : [];
};

/** @returns undefined: no event of a room */
export function readEvent(value: unknown): RoomEvent | undefined {
  const [type, eventId, sender] = [textIn(value, 'type'), textIn(value, 'event_id'), textIn(value, 'sender')];
  if (type === undefined || eventId === undefined || sender === undefined) return undefined;
  const unsigned = recordIn(value, 'unsigned');
  const change = recordIn(recordIn(unsigned, 'm.relations'), 'm.replace');
  return {
    ...{ type, eventId, sender },
    atMs: numberIn(value, 'origin_server_ts') ?? 0,
    content: recordIn(value, 'content') ?? {},
    stateKey: textIn(value, 'state_key'),
    transactionId: textIn(unsigned, 'transaction_id'),
    redactedBy: textIn(recordIn(unsigned, 'redacted_because'), 'sender'),
    changedTo: recordIn(recordIn(change, 'content'), 'm.new_content'),
  };
}

export const eventsIn = (record: unknown, key = 'events'): RoomEvent[] => listIn(record, key).flatMap((value) => readEvent(value) ?? []);

/** What an event is about, and how. */
export function relationOf({ content }: RoomEvent): { kind: string | undefined; eventId: string; key: string | undefined } | undefined {
  const relation = recordIn(content, 'm.relates_to');
  const eventId = textIn(relation, 'event_id');
  return eventId === undefined ? undefined : { kind: textIn(relation, 'rel_type'), eventId, key: textIn(relation, 'key') };
}
