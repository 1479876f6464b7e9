import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '@saal/protocol';

/** Answers an upgrade request by plain HTTP and ends the socket. */
export function refuseUpgrade(socket: Duplex, status: number, code: ErrorCode): void {
  const body = JSON.stringify({ error: { code, message: 'the WebSocket is refused' } });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'connection: close',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
