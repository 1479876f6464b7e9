/** Requests of the client-server API of Matrix by `fetch`, signed in to the room of one meeting. */
import { isRecord } from '../../wire-guards.ts';
import { ChatFailed, type ChatFailure } from '../chat-failed.ts';
import { numberIn, textIn } from './room-event.ts';

export interface MatrixRequestsOptions {
  meetingId: string;
  /** Of this tab, kept over a reload. */
  deviceId: string;
  /** Makes this tab another device: a duplicate of it has the same one, and each would sign the other out. */
  renewDeviceId: () => string;
  nowMs: () => number;
  /** Default: the page's own host. */
  baseUrl?: string;
  fetch?: typeof fetch;
}

export interface Entry {
  userId: string;
  roomId: string;
}

/** Tokens live for an hour; one that ends sooner was ended by somebody. */
const TAKEN_OVER_WITHIN_MS = 30_000;

export const api = '/_matrix/client/v3';

export class MatrixRequests {
  readonly #options: MatrixRequestsOptions;
  readonly #fetch: typeof fetch;
  #token: string | undefined;
  #deviceId: string;
  #enteredAtMs: number | undefined;
  #entering: Promise<Entry> | undefined;

  constructor(options: MatrixRequestsOptions) {
    this.#options = options;
    this.#deviceId = options.deviceId;
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
  }

  /** Signs in by the cookie of this browser. Asked twice at once, it is done once. @throws {ChatFailed} forbidden: not inside */
  enter(): Promise<Entry> {
    this.#entering ??= this.#enter().finally(() => (this.#entering = undefined));
    return this.#entering;
  }

  /**
   * A request whose answer is JSON. With an outdated token it is asked once more with a new one.
   * @throws {ChatFailed}
   */
  async ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Record<string, unknown>> {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = { ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}) };
    return answerOf(await this.send(path, { method, headers: type, ...sent }));
  }

  /** @throws {ChatFailed} offline, aborted, signed_out */
  async send(path: string, init: RequestInit): Promise<Response> {
    if (this.#token === undefined) await this.enter();
    const first = await this.#once(path, init);
    if (first.status !== 401) return first;
    const isSoon = this.#enteredAtMs !== undefined && this.#options.nowMs() - this.#enteredAtMs < TAKEN_OVER_WITHIN_MS;
    if (isSoon) this.#deviceId = this.#options.renewDeviceId();
    await this.enter();
    return this.#once(path, init);
  }

  /** For what `fetch` cannot do: the progress of an upload. */
  get authorization(): string {
    return `Bearer ${this.#token ?? ''}`;
  }

  get baseUrl(): string {
    return this.#options.baseUrl ?? '';
  }

  async #enter(): Promise<Entry> {
    const { meetingId, nowMs } = this.#options;
    const body = JSON.stringify({ type: 'eu.saal.login.meeting', meeting_id: meetingId, device_id: this.#deviceId });
    const headers = { 'content-type': 'application/json' };
    const answer = await answerOf(await this.#fetched(`${api}/login`, { method: 'POST', credentials: 'same-origin', headers, body }));
    const [token, userId, roomId] = [textIn(answer, 'access_token'), textIn(answer, 'user_id'), textIn(answer, 'room_id')];
    if (token === undefined || userId === undefined || roomId === undefined) throw new ChatFailed('failed', 'no answer to a sign-in');
    this.#token = token;
    this.#enteredAtMs = nowMs();
    return { userId, roomId };
  }

  #once(path: string, init: RequestInit): Promise<Response> {
    return this.#fetched(path, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: this.authorization } });
  }

  async #fetched(path: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#fetch(this.baseUrl + path, init);
    } catch (cause) {
      if (init.signal?.aborted === true) throw new ChatFailed('aborted', 'taken back', { cause });
      throw new ChatFailed('offline', 'the server could not be reached', { cause });
    }
  }
}

const failures: Partial<Record<number, ChatFailure>> = {
  401: 'signed_out',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  429: 'rate_limited',
};

/** @throws {ChatFailed} */
export async function answerOf(response: Response): Promise<Record<string, unknown>> {
  let answer: unknown;
  try {
    answer = await response.json();
  } catch (cause) {
    throw new ChatFailed(response.ok ? 'failed' : failureOf(response.status), `no JSON, status ${response.status}`, { cause });
  }
  if (response.ok && isRecord(answer)) return answer;
  throw new ChatFailed(failureOf(response.status), textIn(answer, 'error') ?? `status ${response.status}`, {
    retryAfterMs: numberIn(answer, 'retry_after_ms'),
  });
}

/** A server that is being started again is one that is not there yet. */
const failureOf = (status: number): ChatFailure => failures[status] ?? (status >= 500 ? 'offline' : 'failed');
