/**
 * The WebSocket between a client and any server, at `/api/ws`: JSON text frames, one of request, response, event.
 * The upgrade is authenticated by cookie (account `saal_session` or guest `saal_guest`) and by Origin.
 * Requests are idempotent where a client may repeat them after a lost connection (it says so with the same `id`
 * on the same device); responses come in any order; events of one connection come in order.
 */
import { z } from 'zod';
import { WireError } from './errors.ts';

export { MAX_FRAME_BYTES, PING_INTERVAL_MS, RESUME_WINDOW_MS, WIRE_VERSION, closeCodes } from './constants.ts';

export const RequestFrame = z.strictObject({
  k: z.literal('req'),
  id: z
    .int()
    .min(1)
    .max(2 ** 31),
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
