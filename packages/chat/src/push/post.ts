/** One request to a service of others; what it answers is read only in part, and it leads nowhere else: redirects are not followed. */
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';

const PATIENCE_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface PostAnswer {
  /** 0: there was none. */
  status: number;
  text: string;
  error: unknown;
}

export async function post(url: string, headers: Record<string, string>, body: Buffer | string): Promise<PostAnswer> {
  const { promise, resolve } = Promise.withResolvers<PostAnswer>();
  const failed = (error: unknown): void => resolve({ status: 0, text: '', error });
  const open = new URL(url).protocol === 'https:' ? requestSecure : requestPlain;
  const outgoing = open(url, {
    ...{ method: 'POST', headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  outgoing.on('error', failed);
  outgoing.on('response', (incoming) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = (): void => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString(), error: undefined });
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= MAX_ANSWER_BYTES) return;
      finish();
      incoming.destroy();
    });
    incoming.on('end', finish);
    incoming.on('error', failed);
  });
  outgoing.end(body);
  return promise;
}
