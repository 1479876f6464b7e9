/** A real WebSocket server that answers as a test says. */
import { once } from 'node:events';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';

export interface Asked {
  id: number;
  method: string;
  data: Record<string, unknown>;
  /** Counts the connections, from 1. */
  connection: number;
}
/** Returns the answer, throws `Refusal`, or returns `silent`. */
export type Answer = (asked: Asked) => unknown;
export const silent = Symbol('silent');
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export class ScriptedServer {
  readonly asked: Asked[] = [];
  readonly url: string;
  answer: Answer;
  readonly #server: WebSocketServer;
  #connections = 0;
  #socket: ServerSocket | undefined;

  private constructor(server: WebSocketServer, url: string, answer: Answer) {
    this.#server = server;
    this.url = url;
    this.answer = answer;
    server.on('connection', (socket) => {
      this.#connections += 1;
      this.#socket = socket;
      const connection = this.#connections;
      socket.on('message', (raw: Buffer) => this.#received(socket, connection, raw.toString()));
    });
  }

  static async start(answer: Answer): Promise<ScriptedServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('no port');
    return new ScriptedServer(server, `ws://127.0.0.1:${address.port}`, answer);
  }

  get connections(): number {
    return this.#connections;
  }

  methods(): string[] {
    return this.asked.map(({ method }) => method);
  }

  tell(type: string, data: unknown): void {
    this.#socket?.send(JSON.stringify({ k: 'ev', type, data }));
  }

  raw(text: string): void {
    this.#socket?.send(text);
  }

  /** @param code undefined: as if the cable was cut */
  cut(code?: number): void {
    if (code === undefined) this.#socket?.terminate();
    else this.#socket?.close(code);
  }

  async stop(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #received(socket: ServerSocket, connection: number, text: string): void {
    const frame: unknown = JSON.parse(text);
    if (!isRequest(frame)) throw new TypeError(`no request: ${text}`);
    const asked: Asked = { id: frame.id, method: frame.method, data: frame.data, connection };
    this.asked.push(asked);
    let result: object;
    try {
      const data = this.answer(asked);
      if (data === silent) return;
      result = { k: 'res', id: asked.id, ok: true, data };
    } catch (error) {
      result = {
        k: 'res',
        id: asked.id,
        ok: false,
        error: { code: error instanceof Refusal ? error.code : 'internal', message: String(error) },
      };
    }
    socket.send(JSON.stringify(result));
  }
}

function isRequest(value: unknown): value is { k: 'req'; id: number; method: string; data: Record<string, unknown> } {
  return typeof value === 'object' && value !== null && 'k' in value && value.k === 'req' && 'id' in value && typeof value.id === 'number';
}
