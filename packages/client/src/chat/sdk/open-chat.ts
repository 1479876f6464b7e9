/** Opens chat of whoever is signed in in this browser. */
import { createClient, Filter, IndexedDBStore, PendingEventOrdering, type MatrixClient } from 'matrix-js-sdk';
import type { Chat } from '../model.ts';
import { keptName, keysName, syncName, wordsName } from '../stored.ts';
import { Drafts } from './drafts.ts';
import { SecretKeys } from './encryption.ts';
import { openKept } from './kept.ts';
import { takeDevice } from './one-page.ts';
import { quietenLibrary, quietLogger } from './quiet-logger.ts';
import { SdkChat } from './sdk-chat.ts';
import { entryOfBrowser, forgetEntry, signIn, type SignInOptions } from './sign-in.ts';
import { WordStore } from './word-store.ts';

export interface ChatOptions {
  /** Of the account: everything that is kept in this browser stands under it. */
  personId: string;
  /** As the person finds this browser in the list of devices. */
  deviceName: string;
  /** For tests; else those of the browser. */
  surroundings?: Surroundings;
}

export interface Surroundings {
  baseUrl: string;
  fetch: typeof fetch;
  indexedDb: IDBFactory;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  locks: LockManager;
  /** False: keys live as long as the page. */
  keepKeys: boolean;
}

const here = (): Surroundings => ({
  baseUrl: location.origin,
  fetch: (...request) => fetch(...request),
  indexedDb: indexedDB,
  storage: localStorage,
  locks: navigator.locks,
  keepKeys: true,
});

/** How many messages of each room the first sync brings. */
const NEWEST = 12;

/** @throws {ChatFailed} signed_out, offline */
export async function openChat({ personId, deviceName, surroundings = here() }: ChatOptions): Promise<Chat> {
  quietenLibrary();
  const { baseUrl, indexedDb, storage } = surroundings;
  const opened: { chat?: SdkChat; closing?: boolean } = {};
  const giveBack = await takeDevice(surroundings.locks, keptName(personId), () => void opened.chat?.takenOver());
  const kept = await openKept(indexedDb, keptName(personId));
  const signInOptions: SignInOptions = { baseUrl, kept, deviceName, fetch: surroundings.fetch };
  const entry = await entryOfBrowser(signInOptions);
  const secrets = new SecretKeys();
  /** The library forgets some of its requests: given up at the end, they would be errors that nobody answers. */
  const untilTheEnd: typeof fetch = async (...request) => {
    try {
      return await surroundings.fetch(...request);
    } catch (error) {
      if (opened.closing !== true) throw error;
      return new Promise(() => undefined);
    }
  };
  const client = createClient({
    ...{ baseUrl, userId: entry.userId, deviceId: entry.deviceId, accessToken: entry.accessToken },
    ...{ fetchFn: untilTheEnd, timelineSupport: true, disableVoip: true, logger: quietLogger },
    store: new IndexedDBStore({ indexedDB: indexedDb, dbName: syncName(personId) }),
    cryptoCallbacks: secrets.callbacks,
  });
  // Also without an encrypted room, so that others can write to this person in sealed ones. A browser that cannot do it
  // has the plain rooms.
  const keys = client
    .initRustCrypto({ useIndexedDB: surroundings.keepKeys, cryptoDatabasePrefix: keysName(personId) })
    .catch((error: unknown) => quietLogger.warn('no encryption here', error));
  const opening = WordStore.open(indexedDb, wordsName(personId)).catch((error: unknown) => {
    quietLogger.warn('no search in encrypted rooms here', error);
    return undefined;
  });
  const [words] = await Promise.all([opening, client.store.startup(), keys]);
  const chat = new SdkChat({
    ...{ client, kept, words, drafts: new Drafts(storage, personId), secrets, fetch: surroundings.fetch },
    start: startClient,
    enterAgain: async () => {
      await forgetEntry(kept);
      return (await signIn(signInOptions)).accessToken;
    },
    closing: () => (opened.closing = true),
    ended: async () => {
      await client.store.destroy();
      kept.close();
      giveBack();
    },
  });
  opened.chat = chat;
  await chat.start();
  return chat;
}

async function startClient(client: MatrixClient): Promise<void> {
  const filter = new Filter(client.getSafeUserId());
  filter.setDefinition({ room: { timeline: { limit: NEWEST }, state: { lazy_load_members: true } } });
  filter.setUnreadThreadNotifications(true);
  await client.startClient({
    ...{ filter, lazyLoadMembers: true, threadSupport: true, pendingEventOrdering: PendingEventOrdering.Detached },
    initialSyncLimit: NEWEST,
  });
}
