/** One or more servers with accounts and chat on a throwaway database, and Matrix clients that talk to them by HTTP. */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { json } from 'node:stream/consumers';
import { accountsMigrations, createAccounts, type Accounts } from '@saal/accounts';
import { createLogger, httpStatusOf, SaalError, systemClock, type Clock } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { chatMigrations, createChat, type Chat, type ChatOptions } from '../create-chat.ts';
import type { JsonObject } from '../json.ts';

export const password = 'Regenschirm hängt im Flur';
export const serverName = 'stadt.example';

export interface House {
  accounts: Accounts;
  databaseUrl: string;
  mediaFolder: string;
  /** Signs somebody in, with an account made for it. @param name 'alice': Alice, alice@stadt.example, @alice:stadt.example */
  client(name: string, options?: { server?: Server }): Promise<MatrixClient>;
  /** A further server on the same database. */
  secondServer(): Promise<Server>;
  first: Server;
  log(): string;
  close(): Promise<void>;
}

export interface Server {
  chat: Chat;
  app: FastifyInstance;
  url: string;
}

/** @param options.retention days that messages are kept; @param options.clock of chat */
export async function openHouse(
  options: Pick<ChatOptions, 'push' | 'presence' | 'retention' | 'meetings' | 'calls' | 'groups'> & { clock?: Clock } = {},
): Promise<House> {
  const { db, url: databaseUrl, close } = await throwawayDatabase([accountsMigrations, chatMigrations]);
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const log = createLogger('debug', stream);
  const accounts = createAccounts({
    ...{ db, clock: systemClock, log, baseUrl: () => 'https://stadt.example', secureCookies: () => false },
    secondFactor: { productName: 'Saal', installationSecret: 'of this house, forty characters or more!' },
  });
  const servers: Server[] = [];
  const mediaFolder = await mkdtemp(join(tmpdir(), 'saal-chat-media-'));
  const serve = async (): Promise<Server> => {
    const chat = await createChat({
      ...{ db, databaseUrl, serverName, clock: systemClock, log, ...options },
      accounts: {
        async signedIn(cookie) {
          // A browser in which somebody is signed in: `as=alice@stadt.example`, with the name of a session `as=alice@stadt.example/one`.
          if (cookie?.startsWith('as=')) {
            const [email = '', sessionId] = cookie.slice(3).split('/');
            const person = await accounts.byEmail(email);
            return person && { ...person, sessionId };
          }
          const viewer = await accounts.viewerOf(cookie);
          return viewer?.kind === 'person' ? marked(viewer.person) : undefined;
        },
        async person(id) {
          const person = await accounts.person(id as Parameters<Accounts['person']>[0]);
          return person && marked(person);
        },
        isOpen: (id) => accounts.isOpen(id as Parameters<Accounts['isOpen']>[0]),
        prove: async (...given) => marked(await accounts.prove(...given)),
        search: async (text, limit) => (await accounts.search(text, limit)).map(marked),
      },
      media: { folder: mediaFolder, uploadMaxBytes: 2_000_000, quotaBytes: 6_000_000, previews: false },
      baseUrl: () => 'https://stadt.example',
      ownOrigin: ({ headers }) => headers.origin === 'https://stadt.example' || headers['sec-fetch-site'] === 'same-origin',
    });
    const logger: FastifyBaseLogger = log;
    const app = Fastify({ loggerInstance: logger, routerOptions: { maxParamLength: 600 } });
    app.setErrorHandler((error, _request, reply) => {
      const status = error instanceof SaalError ? httpStatusOf(error.code) : error instanceof ZodError ? 400 : 500;
      void reply.status(status).send({ error: error instanceof SaalError ? error.toWire() : {} });
    });
    await app.register(chat.http);
    await app.register(chat.duties, { prefix: '/api' });
    await app.register(chat.pages, { prefix: '/api' });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const server = { chat, app, url };
    servers.push(server);
    return server;
  };
  const first = await serve();
  return {
    ...{ accounts, databaseUrl, mediaFolder, first, secondServer: serve, log: () => chunks.join('') },
    async client(name, { server = first } = {}) {
      const displayName = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
      const email = `${name}@stadt.example`;
      if (!(await accounts.byEmail(email))) await accounts.createPerson({ email, displayName, password, role: 'person' });
      return MatrixClient.signIn(server.url, name);
    },
    async close() {
      for (const { chat, app } of servers) {
        await chat.close();
        await app.close();
      }
      accounts.close();
      await rm(mediaFolder, { recursive: true });
      await close();
    },
  };
}

export interface Answer {
  status: number;
  body: JsonObject;
}

/** Speaks the client-server API with nothing in between. */
export class MatrixClient {
  readonly url: string;
  readonly userId: string;
  readonly deviceId: string;
  token: string;
  since: string | undefined;
  #transaction = 0;

  constructor(url: string, entry: { user_id: string; device_id: string; access_token: string }) {
    this.url = url;
    this.userId = entry.user_id;
    this.deviceId = entry.device_id;
    this.token = entry.access_token;
  }

  static async signIn(url: string, user: string): Promise<MatrixClient> {
    const { status, body } = await ask(url, undefined, 'POST', '/login', {
      ...{ type: 'm.login.password', identifier: { type: 'm.id.user', user }, password },
    });
    // The first time a name is made from the account's address, so the address is what is known.
    if (status === 403 && !user.includes('@')) return MatrixClient.signIn(url, `${user}@stadt.example`);
    if (status !== 200) throw new Error(`${user} does not come in: ${JSON.stringify(body)}`);
    return new MatrixClient(url, body as { user_id: string; device_id: string; access_token: string });
  }

  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    return ask(this.url, this.token, method, path, body);
  }

  /** @throws when it is refused */
  async must(method: string, path: string, body?: unknown): Promise<JsonObject> {
    const answer = await this.ask(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async makeRoom(wish: JsonObject = {}): Promise<string> {
    return text((await this.must('POST', '/createRoom', wish)).room_id);
  }

  async join(roomId: string): Promise<void> {
    await this.must('POST', `/rooms/${encodeURIComponent(roomId)}/join`, {});
  }

  async send(roomId: string, body: string, transaction = `t${this.#transaction++}`): Promise<string> {
    const path = `/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${transaction}`;
    return text((await this.must('PUT', path, { msgtype: 'm.text', body })).event_id);
  }

  /** What is new since the last time. */
  async sync(options: { timeoutMs?: number; filter?: JsonObject; fullState?: boolean } = {}): Promise<SyncAnswer> {
    const query = new URLSearchParams({ timeout: String(options.timeoutMs ?? 0) });
    if (this.since !== undefined) query.set('since', this.since);
    if (options.filter) query.set('filter', JSON.stringify(options.filter));
    if (options.fullState) query.set('full_state', 'true');
    const body = (await this.must('GET', `/sync?${query}`)) as unknown as SyncAnswer;
    this.since = body.next_batch;
    return body;
  }
}

export interface RoomSection {
  timeline?: { events: TimelineEvent[]; limited: boolean; prev_batch: string };
  state?: { events: TimelineEvent[] };
  ephemeral?: { events: { type: string; content: JsonObject }[] };
  account_data?: { events: { type: string; content: JsonObject }[] };
  summary?: JsonObject;
  unread_notifications?: { notification_count: number; highlight_count: number };
  unread_thread_notifications?: Record<string, { notification_count: number; highlight_count: number }>;
}
export interface TimelineEvent {
  type: string;
  sender: string;
  event_id: string;
  state_key?: string;
  content: { body?: string; membership?: string } & JsonObject;
  unsigned?: JsonObject;
}
export interface SyncAnswer {
  next_batch: string;
  rooms?: {
    join?: Record<string, RoomSection>;
    invite?: Record<string, { invite_state: { events: TimelineEvent[] } }>;
    leave?: Record<string, RoomSection>;
  };
  account_data?: { events: { type: string; content: JsonObject }[] };
  presence?: { events: { type: string; sender: string; content: JsonObject }[] };
  to_device?: { events: { type: string; sender: string; content: JsonObject }[] };
  device_lists?: { changed?: string[]; left?: string[] };
  device_one_time_keys_count?: Record<string, number>;
  device_unused_fallback_key_types?: string[];
}

/** Words of the messages in a timeline. */
export function words(section: RoomSection | undefined): string[] {
  return (section?.timeline?.events ?? []).flatMap(({ content }) => content.body ?? []);
}

/** A request about a room. */
export const at = (roomId: string, path: string): string => `/rooms/${encodeURIComponent(roomId)}/${path}`;

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`not a text: ${JSON.stringify(value)}`);
  return value;
}

export async function ask(url: string, token: string | undefined, method: string, path: string, body?: unknown): Promise<Answer> {
  const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}${path.startsWith('/_matrix') ? '' : '/_matrix/client/v3'}${path}`,
      {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(sent ?? ''),
        },
      },
      (incoming) => {
        json(incoming).then((read) => resolve({ status: incoming.statusCode ?? 0, body: read as JsonObject }), reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(sent);
  });
}

/** Who is called extern… is not of this administration. */
const marked = <P extends { email: string }>(person: P) => ({ ...person, isExternal: person.email.startsWith('extern') });
