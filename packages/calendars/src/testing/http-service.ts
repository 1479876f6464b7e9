/** Another service, played by a real HTTP server: answers by rules, and keeps what it was asked. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BusyAnswer, CalendarNotices, type BusyPerson } from '@saal/protocol';
import { sql } from 'kysely';
import type { TestHouse } from './house.ts';

type Asked = { method: string; url: string; headers: IncomingMessage['headers']; body: string };
type Told = { status?: number; headers?: Record<string, string>; body?: string | object };

export class HttpService {
  readonly asked: Asked[] = [];
  answer: (asked: Asked) => Told = () => ({ status: 500 });
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      this.asked.push(asked);
      const { status = 200, headers = {}, body = '' } = this.answer(asked);
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  listen = (): Promise<void> => new Promise((done) => this.#server.listen(0, '127.0.0.1', done));
  close = (): void => void this.#server.close();
  /** All but the way to a token. */
  calls = (): Asked[] => this.asked.filter(({ url }) => url !== '/token');
}

const DAY_MS = 86_400_000;
/** Nine in the morning (UTC) of tomorrow, and what is asked around it. */
export const tomorrowMs = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS + 9 * 3_600_000;
export const aroundIt = { fromMs: tomorrowMs - 3_600_000, toMs: tomorrowMs + 8 * 3_600_000, timeZone: 'Europe/Berlin' };
export const iso = (atMs: number): string => new Date(atMs).toISOString().slice(0, 19);

/** @param fromMs another one than before: what was read is remembered by its range */
export async function askBusy(
  house: TestHouse,
  viewer: string,
  people: readonly string[],
  fromMs = aroundIt.fromMs,
): Promise<BusyPerson[]> {
  const body = { people: people.map((name) => `${name}@example.org`), ...aroundIt, fromMs };
  return BusyAnswer.parse((await house.ask(viewer, 'POST', '/calendars/busy', body)).body).people;
}

/** As when five minutes have gone by. */
export async function followNow(house: TestHouse, name: string): Promise<void> {
  await sql`update calendars.connection set followed_at_ms = null where person_id = ${house.idOf(name)}`.execute(house.db);
  await lookNow(house, name);
}

/** What somebody is asked about their own calendar. */
export async function askedOf(house: TestHouse, name: string): Promise<[kind: string, title: string, startsAtMs: number][]> {
  const { notices } = CalendarNotices.parse((await house.ask(name, 'GET', '/me/calendar-notices')).body);
  return notices.map(({ kind, title, startsAtMs }) => [kind, title, startsAtMs]);
}

/** As when the time for the next look at somebody's calendar has come. */
export async function lookNow(house: TestHouse, name: string): Promise<void> {
  await house.calendars.changed(house.idOf(name));
  await house.calendars.settled();
}
