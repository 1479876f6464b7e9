import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';

const echo = createServer((socket) => socket.pipe(socket));
let proxy: TcpProxy;

beforeAll(async () => {
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const address = echo.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  proxy = await startTcpProxy(address.port);
});
afterAll(async () => {
  await proxy.close();
  echo.close();
});

function talker(): Promise<{ socket: Socket; heard: string[]; closed: () => boolean }> {
  return new Promise((resolve) => {
    const heard: string[] = [];
    let over = false;
    const socket = connect(proxy.port, '127.0.0.1');
    // A refusal may come before the connection is told.
    for (const event of ['connect', 'close']) socket.once(event, () => resolve({ socket, heard, closed: () => over }));
    socket.on('data', (chunk) => heard.push(chunk.toString()));
    socket.on('error', () => (over = true));
    socket.on('close', () => (over = true));
  });
}

test('bytes held back by a stall arrive after it', async () => {
  const { socket, heard } = await talker();
  socket.write('one');
  await until('the echo', () => heard.join('') === 'one');
  proxy.stall();
  socket.write('two');
  await new Promise((resolve) => setTimeout(resolve, 100)); // silence is the claim
  expect(heard.join('')).toBe('one');
  proxy.mend();
  await until('the held echo', () => heard.join('') === 'onetwo');
  socket.destroy();
});

test('a cut ends connections and refuses new ones until it is mended', async () => {
  const first = await talker();
  proxy.cut();
  await until('the first to end', first.closed);
  const second = await talker();
  await until('the second to be refused', second.closed);
  proxy.mend();
  const third = await talker();
  third.socket.write('again');
  await until('the echo', () => third.heard.join('') === 'again');
  third.socket.destroy();
});
