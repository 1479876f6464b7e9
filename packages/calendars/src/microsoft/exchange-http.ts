/** HTTP to Microsoft's services: to the addresses an operator named and nowhere else, with limits of time and size. */
import { request, type Dispatcher } from 'undici';
import { z } from 'zod';
import { CalendarRefused, CalendarUnavailable } from '../errors.ts';

const TIMEOUT_MS = 15_000;
const MOST_BYTES = 20 * 1024 * 1024;
/** A token is replaced so long before its end. */
const EARLY_MS = 60_000;

export type Credentials =
  { userName: string; password: string } | { tokenUrl: string; clientId: string; clientSecret: string; scope: string };
export type Sent = { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; url: string; headers?: Record<string, string>; body?: string };
export type Received = { status: number; body: string };

const Token = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() });

export class ExchangeHttp {
  readonly #credentials: Credentials;
  readonly #dispatcher: Dispatcher;
  readonly #now: () => number;
  #token: { value: string; untilMs: number } | undefined;

  constructor(credentials: Credentials, dispatcher: Dispatcher, now: () => number) {
    this.#credentials = credentials;
    this.#dispatcher = dispatcher;
    this.#now = now;
  }

  /**
   * @returns with a status below 500, but 429
   * @throws {CalendarRefused} 401 and 403
   * @throws {CalendarUnavailable}
   */
  async send(asked: Sent): Promise<Received> {
    const authorization = await this.#authorization();
    const answer = await this.#once({ ...asked, headers: { ...asked.headers, authorization } });
    if (answer.status === 401) this.#token = undefined;
    if (answer.status === 401 || answer.status === 403) throw new CalendarRefused();
    if (answer.status === 429 || answer.status >= 500 || (answer.status >= 300 && answer.status < 400))
      throw new CalendarUnavailable(`status ${answer.status}`, { retryAfterMs: answer.retryAfterMs });
    return answer;
  }

  async #authorization(): Promise<string> {
    const credentials = this.#credentials;
    if ('password' in credentials) return `Basic ${Buffer.from(`${credentials.userName}:${credentials.password}`).toString('base64')}`;
    if (this.#token && this.#token.untilMs > this.#now()) return `Bearer ${this.#token.value}`;
    const { tokenUrl, clientId, clientSecret, scope } = credentials;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await this.#once({ method: 'POST', url: tokenUrl, headers, body: new URLSearchParams(form).toString() });
    if (answer.status >= 400 && answer.status < 500) throw new CalendarRefused();
    const token = Token.safeParse(jsonOf(answer));
    if (answer.status !== 200 || !token.success) throw new CalendarUnavailable(`no token, status ${answer.status}`);
    this.#token = { value: token.data.access_token, untilMs: this.#now() + token.data.expires_in * 1000 - EARLY_MS };
    return `Bearer ${this.#token.value}`;
  }

  async #once({ url, ...sent }: Sent): Promise<Received & { retryAfterMs: number | undefined }> {
    try {
      const response = await request(url, {
        ...sent,
        body: sent.body ?? null,
        dispatcher: this.#dispatcher,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) throw new CalendarUnavailable('the answer is too large');
        chunks.push(chunk);
      }
      const body = Buffer.concat(chunks).toString('utf8');
      return { status: response.statusCode, body, retryAfterMs: retryAfterMs(response.headers['retry-after'], body) };
    } catch (cause) {
      if (cause instanceof CalendarUnavailable) throw cause;
      throw new CalendarUnavailable('no answer', { cause });
    }
  }
}

/** In seconds in a header, or as Exchange says it in a fault (ErrorServerBusy). */
function retryAfterMs(header: string | string[] | undefined, body: string): number | undefined {
  if (typeof header === 'string' && /^\d{1,6}$/.test(header)) return Number(header) * 1000;
  const [, fault] = /Name="BackOffMilliseconds">(\d{1,9})</.exec(body) ?? [];
  return fault === undefined ? undefined : Number(fault);
}

/** @throws {CalendarUnavailable} it is no JSON */
export function jsonOf({ body }: Received): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new CalendarUnavailable('its answer is no JSON', { cause });
  }
}
