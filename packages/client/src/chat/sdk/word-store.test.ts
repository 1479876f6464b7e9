import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { WordStore, type KeptWords } from './word-store.ts';

const words: KeptWords = {
  ...{ eventId: '$a', roomId: '!r', atMs: 5, senderId: '@bob:stadt.example', text: 'Gehaltsliste', kind: 'text' },
};

async function opened(factory: IDBFactory): Promise<WordStore> {
  const store = await WordStore.open(factory, 'words');
  if (!store) throw new Error('this can seal');
  return store;
}

function everythingIn(factory: IDBFactory): Promise<{ tables: string; key: CryptoKey }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ tables: string; key: CryptoKey }>();
  const request = factory.open('words');
  request.onerror = () => reject(new Error('not opened'));
  request.onsuccess = () => {
    const transaction = request.result.transaction(['key', 'words']);
    const [keys, rows] = [transaction.objectStore('key').getAll(), transaction.objectStore('words').getAll()];
    transaction.oncomplete = () => {
      const bytes = (rows.result as { sealed: ArrayBuffer }[]).map(({ sealed }) => Buffer.from(sealed).toString('latin1'));
      resolve({ tables: JSON.stringify(rows.result) + bytes.join(), key: keys.result[0] as CryptoKey });
    };
  };
  return promise;
}

test('words are there again the next time, and the database holds neither them nor their writer', async () => {
  const factory = new IDBFactory();
  const first = await opened(factory);
  await first.put([words]);
  first.close();
  const second = await opened(factory);
  expect(await second.all()).toEqual([words]);
  const { tables, key } = await everythingIn(factory);
  expect(tables).toContain('$a');
  expect(tables).not.toContain('Gehaltsliste');
  expect(tables).not.toContain('bob');
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});

test('what is deleted is gone, and how far rooms were read is kept', async () => {
  const store = await opened(new IDBFactory());
  await store.put([words, { ...words, eventId: '$b' }]);
  await store.delete(['$a']);
  expect((await store.all()).map(({ eventId }) => eventId)).toEqual(['$b']);
  await store.putWalk({ roomId: '!r', headMs: 7, from: 't1', isDone: false, hadKeys: true });
  await store.putWalk({ roomId: '!r', headMs: 9, isDone: true, hadKeys: true });
  expect(await store.walks()).toEqual([{ roomId: '!r', headMs: 9, isDone: true, hadKeys: true }]);
});
