/** One server with accounts on a throwaway database, and browsers that talk to it without a network. */
import { PassThrough } from 'node:stream';
import { createLogger, httpStatusOf, SaalError, type Clock, type Database } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type InjectOptions,
  type LightMyRequestResponse,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { accountsMigrations, createAccounts, type Accounts } from '../create-accounts.ts';
import type { DirectorySettings } from '../ldap/settings.ts';
import type { PhoneBookSettings } from '../phone-book.ts';
import type { SignInFile } from '../provider.ts';
import type { OnGroups } from '../single-sign-on-ports.ts';
import type { HousePolicies } from '@saal/protocol';
import { narrowed, type AccountsDatabase } from '../postgres/tables.ts';

/** A clock that moves when told to. Its timers run when time passes them. */
class HandClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 23, 10);
  readonly #timers = new Set<{ atMs: number; task: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  pass(ms: number): void {
    this.#nowMs += ms;
    for (const timer of [...this.#timers]) {
      if (timer.atMs > this.#nowMs || !this.#timers.delete(timer)) continue;
      timer.task();
    }
  }
}

export const goodPassword = 'Regenschirm hängt im Flur';

export type House = {
  accounts: Accounts;
  app: FastifyInstance;
  db: AccountsDatabase;
  /** For parts of other packages. */
  rawDb: Database;
  clock: HandClock;
  /** Everything logged so far. */
  log(): string;
  /** A further server on the same database. */
  secondServer(): { accounts: Accounts; app: FastifyInstance };
  close(): Promise<void>;
};

export async function openHouse(
  options: {
    secure?: boolean;
    directory?: DirectorySettings;
    signIn?: SignInFile;
    onGroups?: OnGroups;
    policies?: Partial<HousePolicies>;
    phoneBook?: PhoneBookSettings;
  } = {},
): Promise<House> {
  const { db, close } = await throwawayDatabase([accountsMigrations]);
  const clock = new HandClock();
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const servers: { accounts: Accounts; app: FastifyInstance }[] = [];
  const serve = (): { accounts: Accounts; app: FastifyInstance } => {
    const log = createLogger('trace', stream);
    const accounts = createAccounts({
      db,
      clock,
      log,
      baseUrl: () => 'https://saal.example.org',
      secureCookies: () => options.secure ?? false,
      directory: options.directory,
      signIn: options.signIn,
      onGroups: options.onGroups,
      phoneBook: options.phoneBook,
      policies: options.policies,
      secondFactor: {
        productName: 'Saal',
        installationSecret: 'of this house, forty characters or more!',
      },
    });
    const logger: FastifyBaseLogger = log;
    const app = Fastify({ loggerInstance: logger, trustProxy: true });
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    app.setErrorHandler((error: FastifyError, _request, reply) => {
      if (error instanceof SaalError) return reply.code(httpStatusOf(error.code)).send({ error: error.toWire() });
      const status = error.statusCode ?? 500;
      const code = status === 413 ? 'message_too_large' : status < 500 ? 'bad_request' : 'internal';
      if (status >= 500) log.error({ err: error }, 'fault');
      return reply.code(status).send({ error: { code, message: error.message } });
    });
    app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: { code: 'not_found', message: 'no such route' } }));
    void app.register(accounts.http, { prefix: '/api' });
    void app.register(accounts.scim, { prefix: '/scim/v2' });
    const server = { accounts, app };
    servers.push(server);
    return server;
  };
  const first = serve();
  return {
    ...first,
    db: narrowed(db),
    rawDb: db,
    clock,
    log: () => chunks.join(''),
    secondServer: serve,
    async close() {
      for (const { accounts, app } of servers) {
        accounts.close();
        await app.close();
      }
      await close();
    },
  };
}

/** Keeps cookies as browsers do, and comes from one address. */
export class Browser {
  readonly cookies = new Map<string, { value: string; path: string }>();
  readonly #app: FastifyInstance;
  readonly #address: string;

  constructor(house: { app: FastifyInstance }, address = '192.0.2.10') {
    this.#app = house.app;
    this.#address = address;
  }

  /** Cookie header for a path. */
  cookieHeader(path = '/'): string {
    return [...this.cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }

  async send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    payload?: InjectOptions['payload'],
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    const url = `/api${path}`;
    const cookie = this.cookieHeader(url);
    const response = await this.#app.inject({
      method,
      url,
      remoteAddress: this.#address,
      headers: {
        ...(cookie ? { cookie } : {}),
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value, path: cookiePath = '/', maxAge } of response.cookies) {
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, { value, path: cookiePath });
    }
    return response;
  }

  signIn(email: string, password = goodPassword): Promise<LightMyRequestResponse> {
    return this.send('POST', '/session', { email, password });
  }
}

/** Code of an error answer, or the status of a good one. */
export function outcome(response: LightMyRequestResponse): string | number {
  if (response.statusCode < 400) return response.statusCode;
  const body: { error: { code: string } } = response.json();
  return body.error.code;
}
