/** Older pages of a room. */
import type { MatrixRequests } from './matrix-requests.ts';
import { api } from './matrix-requests.ts';
import { eventsIn, textIn, type RoomEvent } from './room-event.ts';
import type { RoomLog } from './room-log.ts';
import { timelineTypes } from './sync-loop.ts';

const PAGE = 50;
/** A gap of more is not worth reading: the newest counts. */
const MOST_PAGES_BETWEEN = 4;

export class Past {
  readonly #requests: MatrixRequests;
  #before: string | undefined;

  constructor(requests: MatrixRequests) {
    this.#requests = requests;
  }

  get hasOlder(): boolean {
    return this.#before !== undefined;
  }

  /** What is known begins at this place. */
  #begins(before: string | undefined, hasOlder: boolean): void {
    this.#before = hasOlder ? before : undefined;
  }

  /** @returns newest first. @throws {ChatFailed} */
  async older(roomId: string): Promise<RoomEvent[]> {
    if (this.#before === undefined) return [];
    const { events, end } = await this.#page(roomId, this.#before);
    this.#before = end;
    return events;
  }

  /** What lies between a place and what is known. @returns oldest first */
  async #between(
    roomId: string,
    from: string | undefined,
    isKnown: (eventId: string) => boolean,
  ): Promise<{ isClosed: boolean; events: RoomEvent[] }> {
    const found: RoomEvent[] = [];
    let place = from;
    for (let page = 0; page < MOST_PAGES_BETWEEN && place !== undefined; page++) {
      const { events, end } = await this.#page(roomId, place);
      const known = events.findIndex(({ eventId }) => isKnown(eventId));
      found.unshift(...(known < 0 ? events : events.slice(0, known)).reverse());
      if (known >= 0 || end === undefined) return { isClosed: true, events: found };
      place = end;
    }
    return { isClosed: false, events: found };
  }

  /** Where more happened than is told at once, what lies between is read; where that is too much, it begins anew. */
  async follow(roomId: string, timeline: Record<string, unknown>, log: RoomLog): Promise<void> {
    const newest = eventsIn(timeline);
    const from = textIn(timeline, 'prev_batch');
    const isFirst = log.messages.length === 0;
    if (timeline['limited'] !== true || isFirst) {
      if (isFirst) this.#begins(from, timeline['limited'] === true);
      log.addNewest(newest);
      return;
    }
    const gap = await this.#between(roomId, from, (eventId) => log.has(eventId));
    if (gap.isClosed) log.addNewest([...gap.events, ...newest]);
    else {
      log.forgetMessages();
      this.#begins(from, true);
      log.addNewest(newest);
    }
  }

  async #page(roomId: string, from: string): Promise<{ events: RoomEvent[]; end: string | undefined }> {
    const filter = JSON.stringify({ types: timelineTypes, lazy_load_members: true });
    const query = new URLSearchParams({ dir: 'b', limit: String(PAGE), from, filter });
    const answer = await this.#requests.ask('GET', `${api}/rooms/${encodeURIComponent(roomId)}/messages?${query.toString()}`);
    return { events: [...eventsIn(answer, 'chunk')], end: textIn(answer, 'end') };
  }
}
