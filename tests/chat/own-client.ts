/** Our own client of chat as a browser runs it, here in Node: with a database of its own, against the real server. */
import 'fake-indexeddb/auto';
import type { Model } from '@saal/client';
import { openChat, type Chat, type OpenRoom, type Surroundings } from '@saal/client/chat';
import { until, type SignedIn } from '@saal/testkit';

const stored = new Map<string, string>();
const storage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
};

export interface Browser {
  name: string;
  surroundings: Surroundings;
  /** Names of what it keeps. */
  databases(): Promise<string[]>;
  /** A page of it. */
  open(): Promise<Chat>;
  /** As when the cable is pulled. */
  setOnline(online: boolean): void;
}

/**
 * @param name tells the browsers of one person apart
 * @param onTheWay what somebody does to answers before they come
 */
export function browserOf({ http }: SignedIn, name: string, onTheWay?: (path: string, answer: Response) => Promise<Response>): Browser {
  let online = true;
  const surroundings: Surroundings = {
    ...{ baseUrl: http.baseUrl, storage, indexedDb: indexedDB, locks: navigator.locks, keepKeys: true },
    fetch: async (address, init) => {
      if (!online) throw new TypeError('no network');
      const headers = new Headers(init?.headers);
      headers.set('cookie', http.cookieHeader);
      headers.set('origin', http.baseUrl);
      const answer = await fetch(address, { ...init, headers });
      return onTheWay ? onTheWay(new URL(answer.url).pathname, answer) : answer;
    },
  };
  return {
    ...{ name, surroundings },
    databases: async () => (await indexedDB.databases()).flatMap((one) => (one.name?.endsWith(name) === true ? [one.name] : [])),
    open: () => openChat({ personId: name, deviceName: name, surroundings }),
    setOnline: (now) => (online = now),
  };
}

/** Waits until a model says something. */
export function shows<T, R>(what: string, model: Model<T>, holds: (value: T) => R | undefined | false): Promise<NonNullable<R>> {
  const probe = (): R | undefined => {
    const seen = holds(model.get());
    return seen === false ? undefined : seen;
  };
  return until(what, probe, { timeoutMs: 20_000 }).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${JSON.stringify(model.get(), undefined, 1).slice(0, 4_000)}`);
  });
}

export function messagesOf(room: Pick<OpenRoom, 'timeline'>) {
  return room.timeline.get().items.flatMap((item) => (item.kind === 'message' ? [item] : []));
}

export const wordsIn = (room: Pick<OpenRoom, 'timeline'>): string[] =>
  messagesOf(room).flatMap(({ body }) => ('text' in body && body.text !== undefined ? [body.text] : [`(${body.type})`]));

export const plain = (text: string) => ({ text, markdown: false, mentions: [] });
