/** What is said in one room, in order: what waits together is stored together, and one refusal is nobody else's. */
import { authSelection, mayRedact } from './auth-rules.ts';
import { forbiddenError, notFoundError } from './errors.ts';
import type { EventId, RoomId } from './ids.ts';
import { member } from './json.ts';
import type { StateKey } from './pdu.ts';
import type { LockedRoom, RoomChange, RoomStore, TransactionKey } from './ports.ts';
import { RoomDraft, type Said } from './room-draft.ts';
import type { SigningKey } from './signing.ts';

/** As many share one commit. */
const MOST_TOGETHER = 50;

export interface Saying {
  said: Said;
  /** Asked again with the same number, it is answered the same and not said twice. */
  transaction?: TransactionKey | undefined;
}

interface Waiting extends Saying {
  done: (eventId: EventId) => void;
  failed: (error: unknown) => void;
}

export class RoomQueue {
  readonly #store: RoomStore;
  readonly #key: SigningKey;
  readonly #nowMs: () => number;
  readonly #waiting = new Map<RoomId, Waiting[]>();

  constructor(options: { store: RoomStore; key: SigningKey; nowMs: () => number }) {
    this.#store = options.store;
    this.#key = options.key;
    this.#nowMs = options.nowMs;
  }

  /** Resolves when it is stored for good. @throws {ChatError} forbidden, not_found, too_large, bad_json */
  say(roomId: RoomId, saying: Saying): Promise<EventId> {
    const { promise, resolve, reject } = Promise.withResolvers<EventId>();
    const waiting: Waiting = { ...saying, done: resolve, failed: reject };
    const queue = this.#waiting.get(roomId);
    if (queue) queue.push(waiting);
    else {
      this.#waiting.set(roomId, [waiting]);
      void this.#run(roomId);
    }
    return promise;
  }

  async #run(roomId: RoomId): Promise<void> {
    for (;;) {
      const batch = this.#waiting.get(roomId)?.splice(0, MOST_TOGETHER) ?? [];
      if (batch.length === 0) {
        this.#waiting.delete(roomId);
        return;
      }
      try {
        const outcomes = await this.#store.change(roomId, (room) => this.#sayAll(room, batch));
        if (outcomes) for (const tell of outcomes) tell();
        else for (const { failed } of batch) failed(notFoundError('there is no such room'));
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
  }

  /** @returns what is to be stored, and after it is: how everybody is told */
  async #sayAll(room: LockedRoom, batch: readonly Waiting[]): Promise<{ change: RoomChange; result: (() => void)[] }> {
    const state = await room.state(keysOf(batch.map(({ said }) => said)));
    const draft = new RoomDraft({ head: room.head, state, key: this.#key });
    const change = {
      draft,
      transactions: [] as RoomChange['transactions'][number][],
      redactions: [] as RoomChange['redactions'][number][],
    };
    const result: (() => void)[] = [];
    const answered = await answeredBefore(room, batch);
    for (const { said, transaction, done, failed } of batch) {
      try {
        const number = JSON.stringify(transaction);
        const before = transaction && answered.get(number);
        if (before !== undefined) {
          result.push(() => done(before));
          continue;
        }
        const target = said.type === 'm.room.redaction' ? await this.#redacts(room, draft, said) : undefined;
        const { eventId } = draft.say(said, this.#nowMs());
        if (target !== undefined) change.redactions.push({ target, by: eventId });
        if (transaction) {
          change.transactions.push({ ...transaction, eventId });
          answered.set(number, eventId);
        }
        result.push(() => done(eventId));
      } catch (error) {
        result.push(() => failed(error));
      }
    }
    return { change, result };
  }

  /** @returns the event that is redacted. @throws {ChatError} forbidden, not_found */
  async #redacts(room: LockedRoom, draft: RoomDraft, said: Said): Promise<EventId> {
    const target = member(said.content, 'redacts');
    const added = draft.added.find(({ eventId }) => eventId === target);
    const event = added ?? (typeof target === 'string' ? await room.event(target as EventId) : undefined);
    if (!event) throw notFoundError('there is no such event in this room');
    if (event.pdu.type === 'm.room.create') throw forbiddenError('the beginning of a room is not redacted');
    if (!mayRedact(said.sender, event.pdu, draft)) throw forbiddenError('redacting what others said needs more power');
    return event.eventId;
  }
}

/** By the request as JSON. */
async function answeredBefore(room: LockedRoom, batch: readonly Waiting[]): Promise<Map<string, EventId>> {
  const transactions = batch.flatMap(({ transaction }) => transaction ?? []);
  const answers = transactions.length > 0 ? await room.answered(transactions) : [];
  return new Map(
    transactions.flatMap((transaction, at): [string, EventId][] => {
      const eventId = answers[at];
      return eventId === undefined ? [] : [[JSON.stringify(transaction), eventId]];
    }),
  );
}

function keysOf(sayings: readonly Said[]): StateKey[] {
  const keys = new Map<string, StateKey>();
  for (const { sender, type, stateKey, content } of sayings) {
    for (const key of authSelection({ type, sender, content, ...(stateKey === undefined ? {} : { state_key: stateKey }) }))
      keys.set(JSON.stringify(key), key);
  }
  return [...keys.values()];
}
