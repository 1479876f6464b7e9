/** What is being added to a room: each event is judged by those before it, proven, and kept until it is stored. Pure. */
import { authorize, authSelection } from './auth-rules.ts';
import { badJson, ChatError, forbiddenError } from './errors.ts';
import type { EventId, RoomId, UserId } from './ids.ts';
import { NotCanonical, type JsonObject } from './json.ts';
import { MAX_DEPTH, MAX_FIELD_BYTES, type Pdu, type StateKey, type StateView } from './pdu.ts';
import { EventTooLarge, signed, type SigningKey } from './signing.ts';

/** What somebody wants to say in a room. */
export interface Said {
  sender: UserId;
  type: string;
  /** Given: it is state. */
  stateKey?: string | undefined;
  content: JsonObject;
  /** The request that said it, so that its device knows its own. */
  request?: { deviceId: string; transactionId: string } | undefined;
}

export interface ProvenEvent {
  eventId: EventId;
  pdu: Pdu;
  request: Said['request'];
}

/** Where a room stands: the events nothing follows yet, and how long its history is. */
export interface RoomHead {
  roomId: RoomId;
  depth: number;
  tip: readonly EventId[];
}

export interface StateEntry {
  eventId: EventId;
  pdu: Pdu;
}

export class RoomDraft implements StateView {
  readonly roomId: RoomId;
  readonly #key: SigningKey;
  readonly #state = new Map<string, StateEntry>();
  readonly #added: ProvenEvent[] = [];
  #depth: number;
  #tip: readonly EventId[];

  /** @param state all that the events to come are judged by (`authSelection`); missing means that there is none */
  constructor(options: { head: RoomHead; state: readonly StateEntry[]; key: SigningKey }) {
    this.roomId = options.head.roomId;
    this.#depth = options.head.depth;
    this.#tip = options.head.tip;
    this.#key = options.key;
    for (const entry of options.state) this.#remember(entry);
  }

  /** In the order they were said. */
  get added(): readonly ProvenEvent[] {
    return this.#added;
  }

  get head(): RoomHead {
    return { roomId: this.roomId, depth: this.#depth, tip: this.#tip };
  }

  get(type: string, stateKey: string): Pdu | undefined {
    return this.entry([type, stateKey])?.pdu;
  }

  entry([type, stateKey]: StateKey): StateEntry | undefined {
    return this.#state.get(mapKey(type, stateKey));
  }

  /** @throws {ChatError} forbidden by the rules of the room, or not a proper event */
  say(said: Said, nowMs: number): ProvenEvent {
    const proven = this.#prove(said, nowMs);
    const verdict = authorize(proven.pdu, this);
    if (!verdict.allowed) throw forbiddenError(verdict.reason);
    this.#added.push(proven);
    this.#depth = proven.pdu.depth;
    this.#tip = [proven.eventId];
    this.#remember(proven);
    return proven;
  }

  #prove({ sender, type, stateKey, content, request }: Said, nowMs: number): ProvenEvent {
    for (const field of [type, stateKey ?? '']) {
      if (Buffer.byteLength(field) > MAX_FIELD_BYTES)
        throw new ChatError('too_large', `types and keys have at most ${MAX_FIELD_BYTES} bytes`);
    }
    const state = stateKey === undefined ? {} : { state_key: stateKey };
    const named = authSelection({ type, sender, content, ...state });
    try {
      const proven = signed(
        {
          ...{ type, sender, content, ...state, room_id: this.roomId, origin_server_ts: nowMs },
          depth: Math.min(this.#depth + 1, MAX_DEPTH),
          prev_events: [...this.#tip],
          auth_events: named.flatMap((key) => this.entry(key)?.eventId ?? []),
        },
        this.#key,
      );
      return { ...proven, request };
    } catch (error) {
      if (error instanceof EventTooLarge) throw new ChatError('too_large', error.message);
      if (error instanceof NotCanonical) throw badJson(error.message);
      throw error;
    }
  }

  #remember({ eventId, pdu }: StateEntry): void {
    if (pdu.state_key !== undefined) this.#state.set(mapKey(pdu.type, pdu.state_key), { eventId, pdu });
  }
}

const mapKey = (type: string, stateKey: string): string => JSON.stringify([type, stateKey]);
