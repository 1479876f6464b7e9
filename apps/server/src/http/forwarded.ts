import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { isIPv6 } from 'node:net';

/** What a reverse proxy says about the client it speaks for. Anybody can write these headers. */
const forwardingHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
] as const;

/** Requests that came with such headers from somebody who is no trusted proxy. */
const distrusted = new WeakSet<IncomingMessage>();

/** Whether the address lies in one of the networks; IPv4 in IPv6 clothes (`::ffff:10.0.0.1`) counts as IPv4. */
export function isIn(networks: BlockList, address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return networks.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/**
 * Takes forged forwarding headers off, before anything reads them. Called once for each request and upgrade;
 * afterwards the headers that are left are a trusted proxy's word.
 */
export function keepTrustedHeaders(request: IncomingMessage, trustedProxies: BlockList): void {
  if (isIn(trustedProxies, request.socket.remoteAddress)) return;
  for (const name of forwardingHeaders) {
    if (request.headers[name] === undefined) continue;
    distrusted.add(request);
    Reflect.deleteProperty(request.headers, name);
  }
}

/** Whether the request came through a proxy that is not configured: its address then says nothing about the client. */
export function cameThroughUnknownProxy(request: IncomingMessage): boolean {
  return distrusted.has(request);
}

/** The client's address: the last one in X-Forwarded-For that is no trusted proxy, else the connection's. */
export function clientAddressOf(request: IncomingMessage, trustedProxies: BlockList): string {
  const direct = request.socket.remoteAddress ?? '';
  const named = lastValuesOf(request, 'x-forwarded-for');
  for (const address of named.reverse()) if (!isIn(trustedProxies, address)) return address;
  return named.at(-1) ?? direct;
}

/** The address pages of ours have for this client, without a closing slash: `https://meet.example.org`. */
export function ownOriginOf(request: IncomingMessage, publicUrl: string | undefined, tls: boolean): string {
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  const scheme = lastValuesOf(request, 'x-forwarded-proto').at(-1) ?? (tls ? 'https' : 'http');
  const host = lastValuesOf(request, 'x-forwarded-host').at(-1) ?? request.headers.host ?? 'localhost';
  const origin = URL.canParse(`${scheme}://${host}`) ? new URL(`${scheme}://${host}`) : undefined;
  // A host with a path, user or other scheme in it is somebody's play with our links.
  return origin && /^https?:$/.test(origin.protocol) && origin.host === host.toLowerCase()
    ? origin.origin
    : `${tls ? 'https' : 'http'}://localhost`;
}

/** A proxy adds its word at the end of the list, so the last entry is the one of the proxy next to us. */
function lastValuesOf(request: IncomingMessage, name: string): string[] {
  const raw = request.headers[name];
  const joined = Array.isArray(raw) ? raw.join(',') : (raw ?? '');
  return joined
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
