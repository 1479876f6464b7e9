/** Janus' API over its WebSocket, as far as video rooms need it. */
import { z } from 'zod';

const Answer = z.object({
  janus: z.string(),
  transaction: z.string().optional(),
  data: z.object({ id: z.number() }).optional(),
  jsep: z.object({ type: z.string(), sdp: z.string() }).optional(),
  plugindata: z.object({ data: z.record(z.string(), z.unknown()) }).optional(),
});
export type JanusAnswer = z.infer<typeof Answer>;

interface Pending {
  resolve: (answer: JanusAnswer) => void;
  reject: (error: Error) => void;
  /** The acknowledgement that comes first is not yet the answer. */
  asynchronous: boolean;
}

const answerMs = 20_000;

export class JanusSession {
  readonly #socket: WebSocket;
  readonly #pending = new Map<string, Pending>();
  #transactions = 0;
  #id: number | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(String(data)));
  }

  /** @throws when nobody listens */
  static async open(url: string): Promise<JanusSession> {
    const socket = new WebSocket(url, 'janus-protocol');
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Error(`no Janus at ${url}`)), { once: true });
    });
    const session = new JanusSession(socket);
    session.#id = (await session.#ask({ janus: 'create' }, false)).data?.id;
    return session;
  }

  /** @returns a new handle of the video room */
  async attach(): Promise<number> {
    const answer = await this.#ask({ janus: 'attach', plugin: 'janus.plugin.videoroom' }, false);
    if (answer.data === undefined) throw new Error('Janus gave no handle');
    return answer.data.id;
  }

  /** @param asynchronous the plugin answers by an event, as everything but managing rooms does */
  async message(
    handle: number,
    body: Record<string, unknown>,
    jsep?: { type: string; sdp: string },
    asynchronous = true,
  ): Promise<JanusAnswer> {
    return this.#ask({ janus: 'message', handle_id: handle, body, ...(jsep && { jsep }) }, asynchronous);
  }

  close(): void {
    this.#socket.close();
  }

  #ask(request: Record<string, unknown>, asynchronous: boolean): Promise<JanusAnswer> {
    const transaction = `t${this.#transactions++}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(transaction);
        reject(new Error(`Janus did not answer ${JSON.stringify(request['body'] ?? request['janus'])}`));
      }, answerMs);
      this.#pending.set(transaction, {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
        asynchronous,
      });
      this.#socket.send(JSON.stringify({ ...request, transaction, ...(this.#id !== undefined && { session_id: this.#id }) }));
    });
  }

  #take(text: string): void {
    const answer = Answer.parse(JSON.parse(text));
    const pending = this.#pending.get(answer.transaction ?? '');
    if (!pending || (answer.janus === 'ack' && pending.asynchronous)) return;
    this.#pending.delete(answer.transaction ?? '');
    if (answer.janus === 'error' || answer.plugindata?.data['error'] !== undefined) pending.reject(new Error(`Janus refused: ${text}`));
    else pending.resolve(answer);
  }
}
