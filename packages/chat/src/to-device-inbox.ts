/** What waits for a device, without asking for it again and again where nothing does. */
import type { ToDeviceStore } from './encryption-ports.ts';
import type { JsonObject } from './json.ts';
import type { StreamPos } from './ports.ts';
import type { Asker } from './rooms.ts';

/** Of more devices it is not remembered. */
const MOST_REMEMBERED = 20_000;

export class ToDeviceInbox {
  readonly #store: Pick<ToDeviceStore, 'waiting' | 'received'>;
  /** Up to where nothing waits for a device. Nothing is ever added below a position that could be read. */
  readonly #emptyUpTo = new Map<string, StreamPos>();

  constructor(store: Pick<ToDeviceStore, 'waiting' | 'received'>) {
    this.#store = store;
  }

  /**
   * What waits, oldest first; what the device has shown to have is let go.
   * @param span.after up to here the device has everything; undefined: it has nothing yet
   * @param span.nothingNew known that nothing came after that
   */
  async waiting(
    asker: Asker,
    { after, to, nothingNew }: { after: StreamPos | undefined; to: StreamPos; nothingNew: boolean },
    limit: number,
  ): Promise<{ stream: StreamPos; event: JsonObject }[]> {
    const name = JSON.stringify([asker.userId, asker.deviceId]);
    const isEmpty = nothingNew && after !== undefined && (this.#emptyUpTo.get(name) ?? -1) >= after;
    let found = isEmpty ? [] : await this.#store.waiting(asker, to, limit);
    if (after !== undefined && (found[0]?.stream ?? to + 1) <= after) {
      await this.#store.received(asker, after);
      found = await this.#store.waiting(asker, to, limit);
    }
    if (found.length > 0) this.#emptyUpTo.delete(name);
    else this.#remember(name, to);
    return found;
  }

  #remember(name: string, pos: StreamPos): void {
    if (this.#emptyUpTo.size >= MOST_REMEMBERED) this.#emptyUpTo.clear();
    // Several requests of one device may overtake each other.
    this.#emptyUpTo.set(name, Math.max(pos, this.#emptyUpTo.get(name) ?? 0));
  }
}
