/**
 * The WebSocket between a client and any server, at `/api/ws`: JSON text frames, one of request, response, event.
 * The upgrade is authenticated by cookie (account `saal_session` or guest `saal_guest`) and by Origin.
 * Requests are idempotent where a client may repeat them after a lost connection (it says so with the same `id`
 * on the same device); responses come in any order; events of one connection come in order.
 */
import { z } from 'zod';
import { WireError } from './errors.ts';

/** Raised when a message changes its meaning; see docs/protocol/changes.md. */
export const WIRE_VERSION = 1;
/** Frames above this are refused with close code 1009. */
export const MAX_FRAME_BYTES = 64 * 1024;
/** A connection that is lost for longer than this has left the meeting. */
export const RESUME_WINDOW_MS = 30_000;
/** The server sends `ping` (WebSocket control frame) this often; two missed ones end the connection. */
export const PING_INTERVAL_MS = 5_000;

export const RequestFrame = z.strictObject({
  k: z.literal('req'),
  id: z.int().min(1).max(2 ** 31),
  method: z.string().max(64),
  data: z.unknown(),
});
export type RequestFrame = z.infer<typeof RequestFrame>;

export const ResponseFrame = z.discriminatedUnion('ok', [
  z.object({ k: z.literal('res'), id: z.int(), ok: z.literal(true), data: z.unknown() }),
  z.object({ k: z.literal('res'), id: z.int(), ok: z.literal(false), error: WireError }),
]);
export type ResponseFrame = z.infer<typeof ResponseFrame>;

export const EventFrame = z.object({ k: z.literal('ev'), type: z.string(), data: z.unknown() });
export type EventFrame = z.infer<typeof EventFrame>;

/** WebSocket close codes of our own, beside 1001 (server stops), 1009 (too large), 1013 (try again later). */
export const closeCodes = { badFrame: 4400, notAuthenticated: 4401, replaced: 4409, rateLimited: 4429 } as const;
