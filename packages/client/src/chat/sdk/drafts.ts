import { draftKey } from '../stored.ts';

/** What was begun and not sent, by room, in this browser. */
export class Drafts {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly #personId: string;

  /** @param personId so that nobody finds another's drafts at the same machine */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, personId: string) {
    this.#storage = storage;
    this.#personId = personId;
  }

  get(roomId: string): string | undefined {
    return this.#storage.getItem(draftKey(this.#personId, roomId)) ?? undefined;
  }

  set(roomId: string, text: string): void {
    if (text === '') this.#storage.removeItem(draftKey(this.#personId, roomId));
    else this.#storage.setItem(draftKey(this.#personId, roomId), text);
  }
}
