import WebSocket from 'ws';

/**
 * The WebSocket of a server, opened as a browser would.
 * @param baseUrl of the server, without a slash at its end
 * @returns the socket, to be listened to at once, and when it is open. Rejects with {UpgradeRefused}, or as the network does
 */
export function openSocket(baseUrl: string, headers: Record<string, string>): [WebSocket, Promise<void>] {
  const socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/api/ws`, { headers, handshakeTimeout: 20_000 });
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('unexpected-response', (_request, response) => {
      reject(new UpgradeRefused(response.statusCode ?? 0));
      socket.terminate();
    });
    socket.once('error', reject);
  });
  return [socket, opened];
}

/** The server did not upgrade the connection to a WebSocket. */
export class UpgradeRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the upgrade was refused with ${status}`);
    this.name = 'UpgradeRefused';
    this.status = status;
  }
}
