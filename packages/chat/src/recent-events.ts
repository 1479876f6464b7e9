/** What was said of late in all rooms, as clients are told it: held in memory, so that whoever waits is answered without the database. */
import { clientEvent } from './client-event.ts';
import type { EventId, UserId } from './ids.ts';
import { isObject, member } from './json.ts';
import type { StoredEvent, StreamPos } from './ports.ts';
import type { Outcome } from './push-evaluator.ts';

/** An event with what it is to people (`notices.ts`). */
export interface RecentEvent {
  /** The room's number. */
  room: number;
  event: StoredEvent;
  /** `main`, or the event at the root. */
  thread: string;
  usual: Outcome;
  /** To whom it is something else. */
  otherwise: ReadonlyMap<UserId, Outcome>;
}

const MOST_EVENTS = 10_000;
/** Of JSON, in UTF-16 units: some 40 MB. */
const MOST_TEXT = 20_000_000;
const nobody = { userId: '' as UserId, deviceId: '', nowMs: 0 };
/** What a later event says of an earlier one stands with the earlier one (`event-teller.ts`). */
const toldWithTarget = new Set<unknown>(['m.replace', 'm.thread']);

/** One event, serialised once. */
export class KeptEvent implements RecentEvent {
  readonly room: number;
  readonly event: StoredEvent;
  readonly thread: string;
  readonly usual: Outcome;
  readonly otherwise: ReadonlyMap<UserId, Outcome>;
  /** Something was said of it since, or its words are gone: it is to be read anew. */
  isChanged: boolean;
  /** Up to its age. */
  readonly #text: string;

  constructor({ room, event, thread, usual, otherwise }: RecentEvent) {
    this.room = room;
    this.event = event;
    this.thread = thread;
    this.usual = usual;
    this.otherwise = otherwise;
    this.isChanged = event.redactedBy !== undefined || event.erasedAtMs !== undefined;
    const { unsigned: _age, ...told } = clientEvent(event, nobody);
    this.#text = `${JSON.stringify(told).slice(0, -1)},"unsigned":{"age":`;
  }

  get size(): number {
    return this.#text.length;
  }

  /** As `clientEvent` gives it. @param transactionId for the device that sent it */
  json(nowMs: number, transactionId?: string): string {
    const age = Math.max(0, nowMs - this.event.pdu.origin_server_ts);
    const own = transactionId === undefined ? '' : `,"transaction_id":${JSON.stringify(transactionId)}`;
    return `${this.#text}${age}${own}}}`;
  }
}

export class RecentEvents {
  readonly #rooms = new Map<number, KeptEvent[]>();
  readonly #byId = new Map<EventId, KeptEvent>();
  /** All rooms together, oldest first. */
  #order: KeptEvent[] = [];
  #size = 0;
  /** All after this one, up to the other, is kept. */
  #from: StreamPos = Number.POSITIVE_INFINITY;
  #upTo: StreamPos = 0;

  get upTo(): StreamPos {
    return this.#upTo;
  }

  /** What was kept is forgotten, and what comes after this position will be added. */
  beginsAt(pos: StreamPos): void {
    this.#rooms.clear();
    this.#byId.clear();
    [this.#order, this.#size] = [[], 0];
    [this.#from, this.#upTo] = [pos, pos];
  }

  /** @param events all after what is kept, up to this position, oldest first. @returns rooms in which something was taken back */
  add(events: readonly RecentEvent[], upTo: StreamPos): Set<number> {
    const redacted = new Set<number>();
    for (const one of events) {
      const kept = new KeptEvent(one);
      const ofRoom = this.#rooms.get(one.room);
      if (ofRoom) ofRoom.push(kept);
      else this.#rooms.set(one.room, [kept]);
      this.#byId.set(one.event.eventId, kept);
      this.#order.push(kept);
      this.#size += kept.size;
      const { type, content } = one.event.pdu;
      if (type === 'm.room.redaction') {
        redacted.add(one.room);
        this.#changed(member(content, 'redacts'));
      }
      const relates = member(content, 'm.relates_to');
      if (isObject(relates) && toldWithTarget.has(member(relates, 'rel_type'))) this.#changed(member(relates, 'event_id'));
    }
    this.#upTo = Math.max(upTo, this.#upTo);
    if (this.#order.length > MOST_EVENTS || this.#size > MOST_TEXT) this.#forgetOldest();
    return redacted;
  }

  /** Whether all events after one position up to another are kept. */
  holds(after: StreamPos, to: StreamPos): boolean {
    return after >= this.#from && to <= this.#upTo;
  }

  /** All of a room after one position up to another. @returns undefined: not all of it is kept */
  span(room: number, after: StreamPos, to: StreamPos): readonly KeptEvent[] | undefined {
    if (!this.holds(after, to)) return undefined;
    const kept = this.#rooms.get(room) ?? [];
    let begin = kept.length;
    while (begin > 0 && (kept[begin - 1]?.event.stream ?? 0) > after) begin--;
    let end = kept.length;
    while (end > begin && (kept[end - 1]?.event.stream ?? 0) > to) end--;
    return kept.slice(begin, end);
  }

  #changed(eventId: unknown): void {
    const target = this.#byId.get(eventId as EventId);
    if (target) target.isChanged = true;
  }

  #forgetOldest(): void {
    let gone = 0;
    // A quarter at once: seldom, instead of with each event.
    while (gone < this.#order.length && (this.#order.length - gone > MOST_EVENTS * 0.75 || this.#size > MOST_TEXT * 0.75)) {
      const oldest = this.#order[gone++];
      if (!oldest) break;
      this.#size -= oldest.size;
      this.#from = oldest.event.stream;
      this.#byId.delete(oldest.event.eventId);
      const ofRoom = this.#rooms.get(oldest.room);
      ofRoom?.shift();
      if (ofRoom?.length === 0) this.#rooms.delete(oldest.room);
    }
    this.#order = this.#order.slice(gone);
  }
}
