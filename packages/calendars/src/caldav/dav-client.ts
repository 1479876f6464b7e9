/** HTTP of a calendar server (RFC 4918): to the origin an operator named and nowhere else, with limits of time and size. */
import { Agent, request, type Dispatcher } from 'undici';
import { CalendarRefused, CalendarUnavailable } from '../errors.ts';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_REDIRECTS = 3;

export type DavAnswer = { status: number; etag: string | undefined; body: string; path: string };
export type DavRequest = {
  method: 'PROPFIND' | 'REPORT' | 'GET' | 'PUT' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: string;
};

export class DavClient {
  readonly #base: URL;
  readonly #authorization: string;
  readonly #dispatcher: Dispatcher;

  /** @param server address an operator named; what lies below it is asked, and nothing of another origin */
  constructor(server: string, account: { userName: string; password: string }, dispatcher: Dispatcher) {
    this.#base = new URL(server);
    this.#authorization = `Basic ${Buffer.from(`${account.userName}:${account.password}`).toString('base64')}`;
    this.#dispatcher = dispatcher;
  }

  get path(): string {
    return this.#base.pathname;
  }

  /**
   * Redirects are followed on the same origin only, and for looking alone: RFC 6764 begins at `/.well-known/caldav`.
   * @throws {CalendarRefused} 401 and 403
   * @throws {CalendarUnavailable} no answer, one that is too large, a fault of the server, or a way that leads elsewhere
   */
  async send(asked: DavRequest, redirects = 0): Promise<DavAnswer> {
    const answer = await this.#once(asked);
    if (answer.status === 401 || answer.status === 403) throw new CalendarRefused();
    if (answer.status === 429 || answer.status >= 500) throw new CalendarUnavailable(`status ${answer.status}`);
    if (answer.location === undefined) return answer;
    if (asked.method !== 'PROPFIND' || redirects >= MOST_REDIRECTS) throw new CalendarUnavailable('it leads elsewhere');
    return this.send({ ...asked, path: this.#within(answer.location, asked.path) }, redirects + 1);
  }

  /** A path as the server wrote it. @throws {CalendarUnavailable} on another origin */
  #within(location: string, from: string): string {
    const to = new URL(location, new URL(from, this.#base));
    if (to.origin !== this.#base.origin) throw new CalendarUnavailable('it leads to another server');
    return to.pathname;
  }

  async #once({ method, path, headers = {}, body }: DavRequest): Promise<DavAnswer & { location?: string | undefined }> {
    const within = this.#within(path, this.#base.pathname);
    try {
      const response = await request(new URL(within, this.#base), {
        method,
        headers: { authorization: this.#authorization, ...headers },
        body: body ?? null,
        dispatcher: this.#dispatcher,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { etag, location } = response.headers;
      return {
        status: response.statusCode,
        path: within,
        etag: typeof etag === 'string' ? etag : undefined,
        body: await limited(response.body),
        ...(response.statusCode >= 300 && response.statusCode < 400 && typeof location === 'string' ? { location } : {}),
      };
    } catch (cause) {
      if (cause instanceof CalendarUnavailable) throw cause;
      throw new CalendarUnavailable('no answer', { cause });
    }
  }
}

/** Connections to all calendar servers; closed by whoever made it. */
export function davDispatcher(): Agent {
  return new Agent({ connectTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
}

async function limited(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new CalendarUnavailable('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
