import type { SignedIn } from './accounts.ts';
import type { HttpClient } from './http-client.ts';

/** What Matrix answers to a request that it refuses. */
export class MatrixRefused extends Error {
  readonly status: number;
  readonly errcode: string;

  constructor(request: string, status: number, body: { errcode?: unknown; error?: unknown }) {
    super(`${request}: ${status} ${JSON.stringify(body)}`);
    this.name = 'MatrixRefused';
    this.status = status;
    this.errcode = typeof body.errcode === 'string' ? body.errcode : '';
  }
}

type Json = Record<string, unknown>;

/** A client of chat, speaking the client-server API of Matrix by HTTP alone. */
export class MatrixClient {
  readonly baseUrl: string;
  readonly userId: string;
  /** Of a client that entered one. */
  readonly roomId: string;
  readonly #token: string;
  #since: string | undefined;
  #number = 0;

  private constructor(baseUrl: string, entry: { user_id: string; access_token: string; room_id?: string }) {
    this.roomId = entry.room_id ?? '';
    this.baseUrl = baseUrl;
    this.userId = entry.user_id;
    this.#token = entry.access_token;
  }

  /** With the password of the account. @throws {MatrixRefused} */
  static async signIn(baseUrl: string, { email, password }: SignedIn): Promise<MatrixClient> {
    const identifier = { type: 'm.id.thirdparty', medium: 'email', address: email };
    const entry = await ask(baseUrl, undefined, 'POST', '/login', { type: 'm.login.password', identifier, password });
    return new MatrixClient(baseUrl, entry as { user_id: string; access_token: string });
  }

  /** As the page of a meeting does, by the cookie of a browser that is inside. @throws {MatrixRefused} */
  static async enterMeeting(http: HttpClient, meetingId: string): Promise<MatrixClient> {
    const body = { type: 'eu.saal.login.meeting', meeting_id: meetingId, device_id: `meeting-${Date.now()}` };
    const { status, json } = await http.request('POST', '/_matrix/client/v3/login', { body });
    if (status !== 200) throw new MatrixRefused('POST /login', status, json as Json);
    return new MatrixClient(http.baseUrl, json as { user_id: string; access_token: string; room_id: string });
  }

  /** @throws {MatrixRefused} */
  ask(method: string, path: string, body?: Json): Promise<Json> {
    return ask(this.baseUrl, this.#token, method, path, body);
  }

  async makeRoom(wish: Json = {}): Promise<string> {
    return textOf((await this.ask('POST', '/createRoom', wish))['room_id']);
  }

  /** @param transaction asked again with the same one, it is said once */
  async send(roomId: string, body: string, transaction = `${Date.now()}-${this.#number++}`): Promise<string> {
    const path = `/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${transaction}`;
    return textOf((await this.ask('PUT', path, { msgtype: 'm.text', body }))['event_id']);
  }

  /** The messages of a room that came since the last time, in their order. */
  async read(roomId: string, timeoutMs = 0): Promise<{ sender: string; body: string; eventId: string }[]> {
    const query = new URLSearchParams({ timeout: String(timeoutMs), filter: JSON.stringify({ room: { timeline: { limit: 100 } } }) });
    if (this.#since !== undefined) query.set('since', this.#since);
    const answer = await this.ask('GET', `/sync?${query}`);
    this.#since = answer['next_batch'] as string;
    const rooms = (answer['rooms'] ?? {}) as { join?: Record<string, { timeline?: { events: Event[] } }> };
    return messagesOf(rooms.join?.[roomId]?.timeline?.events ?? []);
  }

  /** All messages of a room from its beginning. */
  async history(roomId: string): Promise<{ sender: string; body: string; eventId: string }[]> {
    const events: Event[] = [];
    let from: string | undefined;
    do {
      const query = new URLSearchParams({ dir: 'f', limit: '500', ...(from === undefined ? {} : { from }) });
      const page = await this.ask('GET', `/rooms/${encodeURIComponent(roomId)}/messages?${query}`);
      events.push(...(page['chunk'] as Event[]));
      from = page['end'] as string | undefined;
    } while (from !== undefined);
    return messagesOf(events);
  }
}

interface Event {
  type: string;
  sender: string;
  event_id: string;
  content: { body?: unknown };
}

function messagesOf(events: readonly Event[]): { sender: string; body: string; eventId: string }[] {
  return events.flatMap(({ type, sender, event_id: eventId, content: { body } }) =>
    type === 'm.room.message' && typeof body === 'string' ? [{ sender, body, eventId }] : [],
  );
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`not a text: ${JSON.stringify(value)}`);
  return value;
}

async function ask(baseUrl: string, token: string | undefined, method: string, path: string, body?: Json): Promise<Json> {
  const response = await fetch(new URL(`/_matrix/client/v3${path}`, baseUrl), {
    method,
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Json;
  if (!response.ok) throw new MatrixRefused(`${method} ${path}`, response.status, answer);
  return answer;
}
