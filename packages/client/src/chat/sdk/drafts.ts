/** What was begun and not sent, by room, in this browser. */
export class Drafts {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly #prefix: string;

  /** @param personId so that nobody finds another's drafts at the same machine */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, personId: string) {
    this.#storage = storage;
    this.#prefix = `saal-chat-draft/${personId}/`;
  }

  get(roomId: string): string | undefined {
    return this.#storage.getItem(this.#prefix + roomId) ?? undefined;
  }

  set(roomId: string, text: string): void {
    if (text === '') this.#storage.removeItem(this.#prefix + roomId);
    else this.#storage.setItem(this.#prefix + roomId, text);
  }
}
