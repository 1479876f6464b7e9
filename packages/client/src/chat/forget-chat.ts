/** Nothing of chat stays in a browser in which nobody is signed in. Light: pages that never opened chat use it too. */
import { isEntryOfChat, isKept, isOfChat, keptName, NEW_RECOVERY_KEY, SESSION } from './stored.ts';
import { openKept } from './sdk/kept.ts';
import { takeDevice } from './sdk/one-page.ts';

/** Pages that have it open close it; who hangs is waited for no longer than this, and it is deleted when that page ends. */
const PAGES_CLOSE_WITHIN_MS = 10_000;

export interface ForgetfulBrowser {
  baseUrl: string;
  fetch: typeof fetch;
  indexedDb: IDBFactory;
  locks: LockManager;
  /** That of the browser and that of the tab. */
  storages: readonly Pick<Storage, 'length' | 'key' | 'removeItem'>[];
  /** Undefined: this browser shows nothing while the page is closed. */
  workers: Pick<ServiceWorkerContainer, 'getRegistrations'> | undefined;
}

const here = (): ForgetfulBrowser => ({
  baseUrl: location.origin,
  fetch: (...request) => fetch(...request),
  indexedDb: indexedDB,
  locks: navigator.locks,
  storages: [localStorage, sessionStorage],
  workers: 'serviceWorker' in navigator ? navigator.serviceWorker : undefined,
});

/**
 * Words, keys, tokens, drafts, notifications that are shown, and the way by which new ones would come: of everybody who had chat
 * open in this browser. Other pages that have it open lose it.
 */
export async function forgetChat(browser: ForgetfulBrowser = here()): Promise<void> {
  for (const storage of browser.storages) emptied(storage);
  await quietened(browser.workers);
  const names = (await browser.indexedDb.databases()).flatMap(({ name }) => (name !== undefined && isOfChat(name) ? [name] : []));
  const givenBack = await Promise.all(names.filter(isKept).map((name) => takenFromPages(browser, name)));
  await Promise.all(names.map((name) => deleted(browser.indexedDb, name)));
  for (const giveBack of givenBack) giveBack();
}

/** A recovery key that was made in this browser and not yet put away: without it, what is sealed cannot be read anywhere after a sign-out. */
export async function recoveryKeyNotKept(personId: string, indexedDb: IDBFactory = indexedDB): Promise<string | undefined> {
  if (!(await indexedDb.databases()).some(({ name }) => name === keptName(personId))) return undefined;
  const kept = await openKept(indexedDb, keptName(personId));
  try {
    const key = await kept.get(NEW_RECOVERY_KEY);
    return typeof key === 'string' ? key : undefined;
  } finally {
    kept.close();
  }
}

/** The page that speaks for the device ends, and the server forgets the device. */
async function takenFromPages(browser: ForgetfulBrowser, name: string): Promise<() => void> {
  const giveBack = await takeDevice(browser.locks, name, () => undefined);
  const kept = await openKept(browser.indexedDb, name);
  const entry = (await kept.get(SESSION)) as { accessToken?: unknown } | undefined;
  kept.close();
  if (typeof entry?.accessToken === 'string') {
    // Without an answer the device ends with the session of our pages.
    await browser
      .fetch(`${browser.baseUrl}/_matrix/client/v3/logout`, { method: 'POST', headers: { authorization: `Bearer ${entry.accessToken}` } })
      .catch(() => undefined);
  }
  return giveBack;
}

function emptied(storage: ForgetfulBrowser['storages'][number]): void {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  for (const key of keys) if (key !== null && isEntryOfChat(key)) storage.removeItem(key);
}

/** Only our worker for notifications is ever registered. */
async function quietened(workers: ForgetfulBrowser['workers']): Promise<void> {
  for (const registration of (await workers?.getRegistrations()) ?? []) {
    for (const shown of await registration.getNotifications()) shown.close();
    const subscription = await registration.pushManager.getSubscription();
    // The service of the browser's vendor may be out of reach: the server has forgotten the address with the device.
    await subscription?.unsubscribe().catch(() => undefined);
    await registration.unregister();
  }
}

function deleted(indexedDb: IDBFactory, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(resolve, PAGES_CLOSE_WITHIN_MS);
    const request = indexedDb.deleteDatabase(name);
    request.onsuccess = () => {
      clearTimeout(patience);
      resolve();
    };
    request.onerror = () => {
      clearTimeout(patience);
      reject(request.error ?? new Error(`${name} stays`));
    };
  });
}
