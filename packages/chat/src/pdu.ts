/** An event as it is stored and hashed (server-server API, "PDUs"; room version 11, "Event format"). */
import type { EventId, RoomId, UserId } from './ids.ts';
import type { JsonObject } from './json.ts';

/** A persistent event, whole: with its place in the graph and what proves it. Its id is its hash, so it is not inside. */
export interface Pdu {
  type: string;
  room_id: RoomId;
  sender: UserId;
  /** There: it is state, and replaces what has the same type and key. */
  state_key?: string;
  content: JsonObject;
  /** Milliseconds since 1970, by the clock of the sender's server. */
  origin_server_ts: number;
  /** One more than the largest of `prev_events`. */
  depth: number;
  prev_events: EventId[];
  /** The state by which it was allowed (`authSelection`). */
  auth_events: EventId[];
  hashes: { sha256: string };
  /** By server and key id; base64 without padding. */
  signatures: Record<string, Record<string, string>>;
  unsigned?: JsonObject;
}

/** Before it is hashed and signed. */
export type PduDraft = Omit<Pdu, 'hashes' | 'signatures' | 'unsigned'>;

export type StateKey = readonly [type: string, stateKey: string];
/** The state that an event is judged by. */
export interface StateView {
  get(type: string, stateKey: string): Pdu | undefined;
}

/** Most bytes of an event in canonical form, and of its sender, room, type and state key (client-server API, "Size limits"). */
export const MAX_PDU_BYTES = 65_536;
export const MAX_FIELD_BYTES = 255;
/** Depth is counted no further: a hostile server must not make an event after which nothing can come. */
export const MAX_DEPTH = Number.MAX_SAFE_INTEGER - 1;
