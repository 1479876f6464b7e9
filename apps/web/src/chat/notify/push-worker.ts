/**
 * Shows what concerns the person while no page of Saal is looked at. Browsers start it for each push, which holds ids and nothing
 * else; the words are asked of our own server. It keeps nothing, answers no request in the server's place, and imports nothing:
 * it is one file of a fixed name.
 */

/** What a worker of this kind has; the DOM's types know only pages. */
interface PushWorker {
  registration: ServiceWorkerRegistration;
  location: Location;
  clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<WindowClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(type: 'push', listener: (event: Waits & { data: { json(): unknown } | null }) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: Waits & { notification: Notification }) => void): void;
}
interface Waits {
  waitUntil(doing: Promise<unknown>): void;
}
interface WindowClient {
  focused: boolean;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}

const worker = self as unknown as PushWorker;
const KEPT = 'saal-chat-person-';
const API = '/_matrix/client/v3';
/** A server that does not answer: the person hears that there is something. */
const PATIENCE_MS = 8_000;

worker.addEventListener('push', (event) => event.waitUntil(pushed(event.data?.json())));
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { roomId } = (event.notification.data ?? {}) as { roomId?: unknown };
  event.waitUntil(opened(typeof roomId === 'string' ? `/chat/${encodeURIComponent(roomId)}` : '/chat'));
});

async function pushed(sent: unknown): Promise<void> {
  const { room_id: roomId, event_id: eventId } = (typeof sent === 'object' && sent !== null ? sent : {}) as Record<string, unknown>;
  if (typeof roomId !== 'string' || typeof eventId !== 'string') return;
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.some(({ focused }) => focused)) return; // whoever looks at a page sees it there
  const entry = await entryOfBrowser();
  const english = entry?.language === 'en';
  const words = { title: 'Saal', body: english ? 'New message' : 'Neue Nachricht' };
  if (entry) Object.assign(words, await wordsOf(entry, roomId, eventId, words.body).catch(() => ({})));
  // One of a room stands for all: the next one takes its place.
  await worker.registration.showNotification(words.title, { body: words.body, tag: roomId, data: { roomId }, lang: english ? 'en' : 'de' });
}

interface Entry {
  token: string;
  language: string;
  /** Words of others are shown on the screen, also when it is locked. */
  showsContent: boolean;
}

async function wordsOf(
  { token, showsContent }: Entry,
  roomId: string,
  eventId: string,
  unsaid: string,
): Promise<{ title: string; body: string }> {
  const ask = async (path: string): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${token}` };
    // eslint-disable-next-line no-restricted-globals -- a worker imports nothing: no model asks for it
    const answer = await fetch(`${API}/rooms/${encodeURIComponent(roomId)}${path}`, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const event = await ask(`/event/${encodeURIComponent(eventId)}`);
  const sender = String(event['sender']);
  const [member, room] = await Promise.all([
    ask(`/state/m.room.member/${encodeURIComponent(sender)}`),
    ask('/state/m.room.name').catch((): Record<string, unknown> => ({})),
  ]);
  const who = typeof member['displayname'] === 'string' ? member['displayname'] : sender;
  const where = typeof room['name'] === 'string' && room['name'] !== '' ? room['name'] : undefined;
  const { body } = (event['content'] ?? {}) as { body?: unknown };
  const says = showsContent && event['type'] === 'm.room.message' && typeof body === 'string' ? body.slice(0, 200) : unsaid;
  return where === undefined ? { title: who, body: says } : { title: where, body: `${who}: ${says}` };
}

/** Who is signed in to chat in this browser, as the pages keep it; reading it changes nothing. */
async function entryOfBrowser(): Promise<Entry | undefined> {
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith(KEPT) !== true) continue;
    const [session, shows] = await read(name);
    const { accessToken } = (session ?? {}) as { accessToken?: unknown };
    const { content, language } = (shows ?? {}) as { content?: unknown; language?: unknown };
    if (typeof accessToken === 'string')
      return { token: accessToken, showsContent: content !== false, language: typeof language === 'string' ? language : 'de' };
  }
  return undefined;
}

function read(database: string): Promise<[session: unknown, shows: unknown]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(database);
    opening.onerror = () => reject(opening.error ?? new Error('the database of this browser failed'));
    opening.onsuccess = () => {
      const db = opening.result;
      const table = db.transaction('kept').objectStore('kept');
      const [session, shows] = [table.get('session'), table.get('notifications-show')];
      table.transaction.oncomplete = () => {
        db.close();
        resolve([session.result, shows.result]);
      };
      table.transaction.onerror = () => {
        db.close();
        reject(table.transaction.error ?? new Error('the database of this browser failed'));
      };
    };
  });
}

/** In a page that is there, else in a new one. */
async function opened(path: string): Promise<void> {
  const [page] = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!page) {
    await worker.clients.openWindow(path);
    return;
  }
  page.postMessage({ type: 'saal.open', path });
  await page.focus();
}
