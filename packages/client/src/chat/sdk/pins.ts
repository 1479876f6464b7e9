/** What is pinned in a room (`m.room.pinned_events`), read wherever it lies. */
import {
  EventType,
  MatrixError,
  MatrixEventEvent,
  RoomEvent,
  RoomStateEvent,
  type MatrixClient,
  type MatrixEvent,
  type Room,
} from 'matrix-js-sdk';
import { ValueModel } from '../../value-model.ts';
import type { MessageHit } from '../model.ts';
import { hitOf } from './message-hit.ts';
import { redactedBy } from './redacted-by.ts';
import { stateContent } from './room-kind.ts';
import { keepingSame } from './same.ts';
import { Soon } from './soon.ts';

/** More are not shown: each is fetched by itself. */
const MOST = 50;

export function pinnedIn(room: Room): string[] {
  return idsIn(stateContent(room, EventType.RoomPinnedEvents));
}

/** As the server has it. @throws {MatrixError} */
export async function pinnedNow(client: MatrixClient, room: Room): Promise<string[]> {
  try {
    return idsIn(await client.getStateEvent(room.roomId, EventType.RoomPinnedEvents, ''));
  } catch (error) {
    if (error instanceof MatrixError && error.httpStatus === 404) return [];
    throw error;
  }
}

function idsIn({ pinned }: Record<string, unknown>): string[] {
  return Array.isArray(pinned) ? pinned.filter((one) => typeof one === 'string') : [];
}

export class Pins {
  readonly model = new ValueModel<readonly MessageHit[]>([]);
  readonly #client: MatrixClient;
  readonly #room: Room;
  /** What is not in the timeline; undefined while it is on its way or when it cannot be read. */
  readonly #fetched = new Map<string, MatrixEvent | undefined>();
  readonly #soon = new Soon(() => this.#renew());

  constructor(client: MatrixClient, room: Room) {
    this.#client = client;
    this.#room = room;
    room.on(RoomStateEvent.Update, this.#touched);
    room.on(RoomEvent.Redaction, this.#redacted);
    client.on(MatrixEventEvent.Decrypted, this.#changed);
    client.on(MatrixEventEvent.Replaced, this.#changed);
    this.#soon.ask();
  }

  close(): void {
    this.#soon.close();
    this.#room.off(RoomStateEvent.Update, this.#touched);
    this.#room.off(RoomEvent.Redaction, this.#redacted);
    this.#client.off(MatrixEventEvent.Decrypted, this.#changed);
    this.#client.off(MatrixEventEvent.Replaced, this.#changed);
  }

  readonly #touched = (): void => this.#soon.ask();
  readonly #redacted = (redaction: MatrixEvent): void => {
    this.#fetched.delete(redactedBy(redaction) ?? '');
    this.#soon.ask();
  };
  readonly #changed = (event: MatrixEvent): void => {
    if (event.getRoomId() === this.#room.roomId) this.#soon.ask();
  };

  #renew(): void {
    const events = pinnedIn(this.#room)
      .toReversed()
      .slice(0, MOST)
      .flatMap((eventId) => this.#eventOf(eventId) ?? []);
    const hits = events.filter((event) => !event.isRedacted()).map((event) => hitOf(this.#client, event));
    // Without words it is sealed or taken back.
    const readable = hits.filter(({ text }) => text !== '');
    this.model.set(keepingSame(this.model.get(), readable, ({ eventId }) => eventId));
  }

  #eventOf(eventId: string): MatrixEvent | undefined {
    const here = this.#room.findEventById(eventId);
    if (here) {
      if (here.isEncrypted() && here.shouldAttemptDecryption()) void this.#client.decryptEventIfNeeded(here);
      return here;
    }
    if (!this.#fetched.has(eventId)) {
      this.#fetched.set(eventId, undefined);
      // Not found: it was taken away, or lies before one's time in the room.
      this.#fetch(eventId).catch(() => undefined);
    }
    return this.#fetched.get(eventId);
  }

  async #fetch(eventId: string): Promise<void> {
    const event = this.#client.getEventMapper()(await this.#client.fetchRoomEvent(this.#room.roomId, eventId));
    await this.#client.decryptEventIfNeeded(event);
    this.#fetched.set(eventId, event);
    this.#soon.ask();
  }
}
