import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { forgetChat, recoveryKeyNotKept, type ForgetfulBrowser } from './forget-chat.ts';
import { openKept } from './sdk/kept.ts';
import { takeDevice } from './sdk/one-page.ts';
import { draftKey, keptName, keysName, NEW_RECOVERY_KEY, SESSION, syncName } from './stored.ts';

function storageWith(entries: Record<string, string>): Storage {
  const kept = new Map(Object.entries(entries));
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

async function browserOf(person: string) {
  const kept = await openKept(indexedDB, keptName(person));
  await kept.set(SESSION, { userId: '@alice:stadt.example', deviceId: 'WEB', accessToken: 'geheim' });
  await kept.set(NEW_RECOVERY_KEY, 'EsTb LwyX');
  for (const name of [`matrix-js-sdk:${syncName(person)}`, `${keysName(person)}::matrix-sdk-crypto`, 'others'])
    (await openKept(indexedDB, name)).close();
  const asked: string[] = [];
  const storage = storageWith({ [draftKey(person, '!r')]: 'Entwurf', 'saal.chat.unsent.m1': 'Entwurf', 'saal.theme': 'dark' });
  const browser: ForgetfulBrowser = {
    ...{ baseUrl: 'https://stadt.example', indexedDb: indexedDB, locks: navigator.locks, storages: [storage], workers: undefined },
    fetch: async (address, init) => {
      asked.push(`${init?.method} ${new Request(address).url} ${new Headers(init?.headers).get('authorization')}`);
      return new Response('{}');
    },
  };
  return { kept, asked, storage, browser };
}

test('the words, keys and tokens of everybody are gone, the device is signed out, and what is not of chat stays', async () => {
  const { kept, asked, storage, browser } = await browserOf('alice');
  let takenOver = false;
  await takeDevice(navigator.locks, keptName('alice'), () => {
    takenOver = true;
    kept.close();
  });
  expect(await recoveryKeyNotKept('alice', indexedDB)).toBe('EsTb LwyX');
  await forgetChat(browser);
  expect(takenOver).toBe(true);
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['others']);
  expect(storage.length).toBe(1);
  expect(storage.getItem('saal.theme')).toBe('dark');
  expect(asked).toEqual(['POST https://stadt.example/_matrix/client/v3/logout Bearer geheim']);
  expect(await recoveryKeyNotKept('alice', indexedDB)).toBeUndefined();
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['others']);
});

test('without a network it is forgotten all the same', async () => {
  const { kept, browser } = await browserOf('bob');
  kept.close();
  await forgetChat({ ...browser, fetch: () => Promise.reject(new TypeError('no network')) });
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['others']);
});
