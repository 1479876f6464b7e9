/**
 * Words of sealed rooms that this device could open, for its own search: in a database of this browser, sealed once more with a
 * key that the browser does not hand out. Whoever copies the files of the profile has neither words nor senders.
 */

export interface KeptWords {
  eventId: string;
  roomId: string;
  atMs: number;
  senderId: string;
  text: string;
  kind: string;
}

/** How far back a room was read; without words, so in the clear. */
export interface RoomWalk {
  roomId: string;
  /** All newer ones up to the time of writing were seen, all older ones down to `from`. */
  headMs: number;
  /** Where to go on; undefined: at the end of what there was. */
  from?: string;
  isDone: boolean;
  /** By a device that was let in by others; before, older messages stayed sealed and are worth another walk. */
  hadKeys: boolean;
}

interface Sealed {
  eventId: string;
  roomId: string;
  atMs: number;
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

const [KEY, WORDS, WALKS] = ['key', 'words', 'walks'] as const;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class WordStore {
  readonly #db: IDBDatabase;
  readonly #key: CryptoKey;

  private constructor(db: IDBDatabase, key: CryptoKey) {
    this.#db = db;
    this.#key = key;
  }

  /** @returns undefined where the browser cannot seal: pages that did not come by HTTPS */
  static async open(indexedDb: IDBFactory, name: string): Promise<WordStore | undefined> {
    const subtle = (crypto as Partial<Crypto>).subtle;
    if (!subtle) return undefined;
    const opening = indexedDb.open(name, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(KEY);
      opening.result.createObjectStore(WORDS, { keyPath: 'eventId' });
      opening.result.createObjectStore(WALKS, { keyPath: 'roomId' });
    };
    const db = await done(opening);
    // Another tab deletes it when the person signs out.
    db.onversionchange = () => db.close();
    const known: unknown = await done(db.transaction(KEY).objectStore(KEY).get(KEY));
    if (known instanceof CryptoKey) return new WordStore(db, known);
    const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    await done(db.transaction(KEY, 'readwrite').objectStore(KEY).put(key, KEY));
    return new WordStore(db, key);
  }

  async put(words: readonly KeptWords[]): Promise<void> {
    const sealed = await Promise.all(words.map((one) => this.#seal(one)));
    const table = this.#db.transaction(WORDS, 'readwrite').objectStore(WORDS);
    await Promise.all(sealed.map((one) => done(table.put(one))));
  }

  async delete(eventIds: readonly string[]): Promise<void> {
    const table = this.#db.transaction(WORDS, 'readwrite').objectStore(WORDS);
    await Promise.all(eventIds.map((eventId) => done(table.delete(eventId))));
  }

  /** All of it, opened. What cannot be opened is left out. */
  async all(): Promise<KeptWords[]> {
    const sealed = (await done(this.#db.transaction(WORDS).objectStore(WORDS).getAll())) as Sealed[];
    const opened = await Promise.all(sealed.map((one) => this.#open(one).catch(() => undefined)));
    return opened.filter((one) => one !== undefined);
  }

  async walks(): Promise<RoomWalk[]> {
    return (await done(this.#db.transaction(WALKS).objectStore(WALKS).getAll())) as RoomWalk[];
  }

  async putWalk(walk: RoomWalk): Promise<void> {
    await done(this.#db.transaction(WALKS, 'readwrite').objectStore(WALKS).put(walk));
  }

  close(): void {
    this.#db.close();
  }

  async #seal({ eventId, roomId, atMs, ...words }: KeptWords): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const clear = encoder.encode(JSON.stringify(words));
    return { eventId, roomId, atMs, iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.#key, clear) };
  }

  async #open({ eventId, roomId, atMs, iv, sealed }: Sealed): Promise<KeptWords> {
    const clear = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, this.#key, sealed);
    return { ...(JSON.parse(decoder.decode(clear)) as Pick<KeptWords, 'senderId' | 'text' | 'kind'>), eventId, roomId, atMs };
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database of this browser failed'));
  });
}
