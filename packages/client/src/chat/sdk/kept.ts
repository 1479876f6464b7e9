/** Small things that outlive a reload, in a database of this browser: the session, what waits to be sent. */

export interface Kept {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** All values whose keys begin so, by key. */
  all(prefix: string): Promise<unknown[]>;
  close(): void;
}

const TABLE = 'kept';

/** @param name of the database; made when it is not there */
export async function openKept(indexedDb: IDBFactory, name: string): Promise<Kept> {
  const opening = indexedDb.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
  const db = await done(opening);
  // Another tab deletes it when the person signs out.
  db.onversionchange = () => db.close();
  const table = (mode: IDBTransactionMode) => db.transaction(TABLE, mode).objectStore(TABLE);
  return {
    get: (key) => done<unknown>(table('readonly').get(key)),
    set: async (key, value) => {
      await done(table('readwrite').put(value, key));
    },
    delete: (key) => done(table('readwrite').delete(key)),
    // The last character there is ends the range.
    all: (prefix) => done<unknown[]>(table('readonly').getAll(keyRange(prefix))),
    close: () => db.close(),
  };
}

const keyRange = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database of this browser failed'));
  });
}
