/** Another program's address that is told by webhooks: keeps what it got and answers as it is bidden. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Got = {
  id: string;
  type: string;
  data: Record<string, unknown>;
  timestamp: string;
  body: string;
  signed: (secret: string) => boolean;
};

export type Receiver = { url: string; got: Got[]; status: number; close(): Promise<void> };

export async function openReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const header = (name: string): string => String(request.headers[`webhook-${name}`]);
      const id = header('id');
      const sent = JSON.parse(body) as { type: string; data: Record<string, unknown>; timestamp: string };
      const signed = (secret: string): boolean => {
        const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
        const expected = createHmac('sha256', key)
          .update(`${id}.${header('timestamp')}.${body}`)
          .digest();
        return header('signature')
          .split(' ')
          .map((each) => Buffer.from(each.replace('v1,', ''), 'base64'))
          .some((each) => each.length === expected.length && timingSafeEqual(each, expected));
      };
      receiver.got.push({ id, ...sent, body, signed });
      response.writeHead(receiver.status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const receiver: Receiver = {
    url: `http://localhost:${(server.address() as AddressInfo).port}/saal`,
    got: [],
    status: 204,
    close: () => new Promise((done) => server.close(() => done())),
  };
  return receiver;
}
