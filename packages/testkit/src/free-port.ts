import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';

/** Begin and end of the ports tests take; `SAAL_TEST_PORTS=4800-4899` and `SAAL_TEST_MEDIA_PORTS=48000-48999` move them. */
function range(variable: string, fallback: readonly [number, number]): readonly [number, number] {
  const found = /^(\d+)-(\d+)$/.exec(process.env[variable] ?? '');
  return found ? [Number(found[1]), Number(found[2])] : fallback;
}

function tcpFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}

function udpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, '0.0.0.0', () => socket.close(() => resolve(true)));
  });
}

/** Files that run at the same time begin far apart, though the numbers of their processes are neighbours. */
const begin = process.pid * 37;
let nextTcp = 0;
let nextMedia = 0;

/** A TCP port that is free now; the same one is not given twice in a row. */
export async function freePort(): Promise<number> {
  const [first, last] = range('SAAL_TEST_PORTS', [4800, 4899]);
  for (let tried = 0; tried <= last - first; tried++) {
    const port = first + ((begin + nextTcp++) % (last - first + 1));
    if (await tcpFree(port, '0.0.0.0')) return port;
  }
  throw new Error(`no free TCP port between ${first} and ${last}`);
}

/** First of `count` neighbouring ports that are free for both UDP and TCP. */
export async function freeMediaPorts(count: number): Promise<number> {
  const [first, last] = range('SAAL_TEST_MEDIA_PORTS', [48000, 48999]);
  const slots = Math.floor((last - first + 1) / count);
  for (let tried = 0; tried < slots; tried++) {
    const start = first + ((begin + nextMedia++) % slots) * count;
    const ports = Array.from({ length: count }, (_, index) => start + index);
    const free = await Promise.all(ports.map(async (port) => (await udpFree(port)) && (await tcpFree(port, '0.0.0.0'))));
    if (free.every(Boolean)) return start;
  }
  throw new Error(`no ${count} free media ports between ${first} and ${last}`);
}
