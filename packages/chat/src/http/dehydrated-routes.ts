/** Dehydrated devices (MSC3814, version 1): not in the specification yet, so under the name of the proposal. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { askerOf, bodyOf, objectOf, partOf, wholeNumberOf, type ChatParts } from './context.ts';

export function dehydratedRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { dehydrated } = parts;

  app.put('/dehydrated_device', async (request) => {
    const { userId } = await askerOf(request, parts);
    return { device_id: await dehydrated.put(userId, objectOf(request)) };
  });

  app.get('/dehydrated_device', async (request) => {
    const { userId } = await askerOf(request, parts);
    const { deviceId, data } = await dehydrated.of(userId);
    return { device_id: deviceId, device_data: data };
  });

  app.delete('/dehydrated_device', async (request) => {
    const { userId } = await askerOf(request, parts);
    return { device_id: await dehydrated.remove(userId) };
  });

  app.post('/dehydrated_device/:deviceId/events', async (request) => {
    const { userId } = await askerOf(request, parts);
    const { next_batch: from } = bodyOf(z.object({ next_batch: z.string().max(20).optional() }), request);
    const after = wholeNumberOf(from, 0, Number.MAX_SAFE_INTEGER);
    const { events, nextBatch } = await dehydrated.events(userId, partOf(request, 'deviceId'), after);
    return { events, next_batch: String(nextBatch) };
  });
}
