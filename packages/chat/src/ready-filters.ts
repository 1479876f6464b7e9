/** Filters of many clients, read once: most clients of one kind have the same, and answers to the same filter are shared. */
import { syncFilter, withinRoom, type SyncFilter } from './filter.ts';
import type { RoomId } from './ids.ts';
import type { JsonObject } from './json.ts';

/** Then it begins anew. */
const MOST_KEPT = 1_000;

export class ReadyFilters {
  readonly #ready = new Map<string, SyncFilter>();
  readonly #stored = new Map<string, JsonObject>();

  /** @param onlyRoom of a token that is good for this room alone */
  ready(filter: JsonObject, onlyRoom: RoomId | undefined): SyncFilter {
    const text = JSON.stringify([onlyRoom ?? null, filter]);
    const ready = this.#ready.get(text) ?? withinRoom(syncFilter(filter), onlyRoom);
    if (this.#ready.size >= MOST_KEPT) this.#ready.clear();
    this.#ready.set(text, ready);
    return ready;
  }

  /** What a client has stored under a name. */
  stored(name: string): JsonObject | undefined {
    return this.#stored.get(name);
  }

  keep(name: string, filter: JsonObject): void {
    if (this.#stored.size >= MOST_KEPT) this.#stored.clear();
    this.#stored.set(name, filter);
  }
}
