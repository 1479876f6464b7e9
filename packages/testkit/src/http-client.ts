import { z } from 'zod';
import { WireError } from '@saal/protocol';

/** One browser's worth of cookies, talking to the HTTP API of a server; without redirects. */
export class HttpClient {
  readonly cookies = new Map<string, string>();
  readonly baseUrl: string;

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  /** For the upgrade of a WebSocket or the header of a request. */
  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** One request with this client's cookies and an Origin of its own; keeps what the answer sets. */
  async request(
    method: string,
    path: string,
    options: { body?: unknown; raw?: string; headers?: Record<string, string> } = {},
  ): Promise<HttpAnswer> {
    const hasBody = options.body !== undefined || options.raw !== undefined;
    const response = await fetch(new URL(path, this.baseUrl), {
      method,
      redirect: 'manual',
      headers: {
        origin: this.baseUrl,
        ...(this.cookies.size > 0 ? { cookie: this.cookieHeader } : {}),
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...options.headers,
      },
      ...(hasBody ? { body: options.raw ?? JSON.stringify(options.body) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const found = /^([^=;]+)=([^;]*)/.exec(line);
      if (!found?.[1]) continue;
      if (/;\s*max-age=0/i.test(line) || found[2] === '') this.cookies.delete(found[1]);
      else this.cookies.set(found[1], found[2] ?? '');
    }
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text), errorCode: codeOf(parse(text)) };
  }

  /**
   * A request that must succeed, its answer checked by a schema.
   * @throws {RequestRefused} on any status of 400 and more
   */
  async expect<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.request(method, path, { body });
    if (answer.status >= 400) throw new RequestRefused(method, path, answer);
    return schema.parse(answer.json);
  }
}

export type HttpAnswer = { status: number; headers: Headers; text: string; json: unknown; errorCode: string | undefined };

export class RequestRefused extends Error {
  readonly answer: HttpAnswer;

  constructor(method: string, path: string, answer: HttpAnswer) {
    super(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`);
    this.name = 'RequestRefused';
    this.answer = answer;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a page, a picture, nothing: not every answer is JSON
  }
}

const ErrorBody = z.object({ error: WireError });
function codeOf(json: unknown): string | undefined {
  const checked = ErrorBody.safeParse(json);
  return checked.success ? checked.data.error.code : undefined;
}
