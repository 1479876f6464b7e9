import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP relay in front of a server that can be cut (connections reset, new ones refused) or stalled (bytes held back). */
export interface TcpProxy {
  readonly port: number;
  readonly url: string;
  /** Ends what runs and refuses what comes until `mend`. */
  cut(): void;
  /** Holds all bytes in both directions until `mend`; connections stay open. */
  stall(): void;
  mend(): void;
  close(): Promise<void>;
}

/** @param target port of the server behind it, on 127.0.0.1, or the path of its socket */
export async function startTcpProxy(target: number | string, listenPort = 0): Promise<TcpProxy> {
  let state: 'open' | 'cut' | 'stalled' = 'open';
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    if (state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const upstream = typeof target === 'string' ? connect(target) : connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('data', (chunk) => {
        if (!other.write(chunk)) socket.pause();
      });
      other.on('drain', () => {
        if (state !== 'stalled') socket.resume();
      });
      socket.on('end', () => other.end());
      // A broken side breaks the other: that is all a relay has to say about it.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      if (state === 'stalled') socket.pause();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listenPort, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      state = 'cut';
      for (const socket of sockets) {
        // A socket in the file system knows no reset.
        if (socket.remoteAddress === undefined) socket.destroy();
        else socket.resetAndDestroy();
      }
    },
    stall() {
      state = 'stalled';
      for (const socket of sockets) socket.pause();
    },
    mend() {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
