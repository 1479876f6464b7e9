import type { IncomingMessage } from 'node:http';
import { SaalError } from '@saal/foundation';

/** A page of somebody else, or no page at all, asked for a change. */
export class ForbiddenOrigin extends SaalError {
  readonly code = 'forbidden_origin';
  constructor(origin: string | undefined, own: string) {
    super(`requests that change something come from our own pages (${own}), this one came from ${origin ?? 'nowhere'}`);
  }
}

/** Methods that change nothing. */
const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a changing request that does not come from a page of ours (CSRF). Browsers send Origin, on HTTPS also
 * Sec-Fetch-Site, with every such request; one of the two must be there, and each that is there must be right.
 * @param own origin of our pages as this client sees it
 * @throws {ForbiddenOrigin}
 */
export function requireOwnOrigin(request: IncomingMessage, own: string): void {
  if (reading.has(request.method ?? 'GET')) return;
  if (!isOwnOrigin(request, own)) throw new ForbiddenOrigin(originOf(request), own);
}

/** The same for an upgrade to WebSocket, which browsers let every page try. */
export function isOwnOrigin(request: IncomingMessage, own: string): boolean {
  const origin = originOf(request);
  const site = request.headers['sec-fetch-site'];
  if (origin === undefined && site === undefined) return false;
  return (origin === undefined || origin === own) && (site === undefined || site === 'same-origin');
}

function originOf(request: IncomingMessage): string | undefined {
  return request.headers.origin;
}
