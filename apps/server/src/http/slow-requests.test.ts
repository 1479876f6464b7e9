import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { endSlowRequests } from './slow-requests.ts';

test('a body that does not come ends its connection, but for files, which may take longer', async () => {
  const app = Fastify();
  endSlowRequests(app, { timeoutMs: 200, but: /^\/upload/ });
  app.post('/*', () => 'done');
  app.get('/', () => 'read');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const begin = (path: string) => {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\nab`);
    return socket;
  };
  const [file, other] = [begin('/upload'), begin('/other')];
  expect(await text(other)).toBe('');
  file.write('cd');
  expect(await text(file)).toContain('done');
  expect((await app.inject('/')).body).toBe('read');
  await app.close();
});
