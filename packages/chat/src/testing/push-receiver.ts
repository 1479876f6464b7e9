/** What tests send pushes to: a service that notes what it gets and answers what it is told to, and the browser's side of Web Push. */
import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { WebPushKey } from '../push/web-push-sealing.ts';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface PushReceiver {
  origin: string;
  received: Received[];
  /** For the next requests; as long as nothing is said: 200 and `{}`. */
  answer: { status: number; body: string };
  close(): Promise<void>;
}

export async function openPushReceiver(): Promise<PushReceiver> {
  const received: Received[] = [];
  const receiver = { received, answer: { status: 200, body: '{}' } };
  const server = createServer((request, response) => {
    buffer(request).then(
      (body) => {
        received.push({ path: request.url ?? '', headers: request.headers, body });
        response.writeHead(receiver.answer.status, { location: '/elsewhere' }).end(receiver.answer.body);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** As a browser opens it (RFC 8291 §3.4). @throws when it is for another one */
export function opened(body: Buffer, browser: { key: WebPushKey; auth: Buffer }): string {
  const [salt, length] = [body.subarray(0, 16), body[20] ?? 0];
  const [sender, record] = [body.subarray(21, 21 + length), body.subarray(21 + length)];
  const own = createECDH('prime256v1');
  own.setPrivateKey(browser.key.privateKey);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.key.publicKey, sender]);
  const secret = Buffer.from(hkdfSync('sha256', own.computeSecret(sender), browser.auth, info, 32));
  const derived = (name: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, salt, `Content-Encoding: ${name}\0`, bytes));
  const decipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12));
  decipher.setAuthTag(record.subarray(-16));
  const text = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  return text.subarray(0, text.lastIndexOf(2)).toString();
}
