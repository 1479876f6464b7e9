/** One client of chat on one kept connection: as little work for the load's side as HTTP allows. */
import { Agent, request } from 'node:http';

export class ChatLine {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #base: URL;
  readonly #token: string;

  constructor(baseUrl: string, token: string) {
    this.#base = new URL(baseUrl);
    this.#token = token;
  }

  /** @returns the body as text. @throws {Error} when it is refused */
  ask(method: string, path: string, body?: object): Promise<string> {
    const sent = body === undefined ? '' : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          ...{ agent: this.#agent, host: '127.0.0.1', port: this.#base.port, method, path: `/_matrix/client/v3${path}` },
          headers: {
            authorization: `Bearer ${this.#token}`,
            ...(sent === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
          },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => (text += chunk));
          answer.on('error', reject);
          answer.on('end', () =>
            answer.statusCode === 200 ? resolve(text) : reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`)),
          );
        },
      );
      asked.on('error', reject);
      asked.end(sent);
    });
  }

  send(roomId: string, transaction: string, body: string): Promise<string> {
    return this.ask('PUT', `/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${transaction}`, { msgtype: 'm.text', body });
  }

  /** @param how.unseen others are not told that this person is there; @param how.newest messages of each room at most, default 100 */
  sync(since: string | undefined, timeoutMs: number, how: { unseen?: boolean; newest?: number } = {}): Promise<string> {
    const presence = how.unseen ? '&set_presence=offline' : '';
    const filter = filterOf(how.newest ?? 100);
    return this.ask('GET', `/sync?timeout=${timeoutMs}&filter=${filter}${presence}${since === undefined ? '' : `&since=${since}`}`);
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** As today's clients ask: members only of those who spoke. */
const filterOf = (limit: number): string =>
  encodeURIComponent(JSON.stringify({ room: { timeline: { limit }, state: { lazy_load_members: true } } }));

/** Read without parsing it all. */
export function nextBatch(answer: string): string {
  const found = /"next_batch":"([^"]+)"/.exec(answer)?.[1];
  if (found === undefined) throw new Error(`an answer without a token: ${answer.slice(0, 200)}`);
  return found;
}
