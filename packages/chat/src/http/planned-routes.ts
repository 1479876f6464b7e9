/**
 * Messages planned for later. DEVIATION: delayed events (MSC4140) are timers of minutes for programs, by a delay and without sealed
 * content; people plan days ahead, by the clock, and change their mind.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { forbiddenError, invalidParam } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Asker } from '../rooms.ts';
import { askerOf, bodyOf, partOf, roomIdOf, type ChatParts } from './context.ts';

const Wish = z.object({
  send_at: z.int().nonnegative(),
  type: z.string().max(255),
  content: z.record(z.string(), z.unknown()),
});

export function plannedRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { planned } = parts;

  app.get('/planned', async (request) => {
    const { userId } = await personOf(request, parts);
    const all = await planned.of(userId);
    return {
      planned: all.map(({ plannedId, roomId, sendAtMs, type, content, failure }) => ({
        ...{ planned_id: plannedId, room_id: roomId, send_at: sendAtMs, type, content },
        ...(failure === undefined ? {} : { failure }),
      })),
    };
  });

  app.put('/rooms/:roomId/planned/:plannedId', async (request) => {
    const { userId } = await personOf(request, parts);
    const { send_at: sendAtMs, type, content } = bodyOf(Wish, request);
    await planned.plan({ userId, plannedId: idOf(request), roomId: roomIdOf(request), sendAtMs, type, content: content as JsonObject });
    return {};
  });

  app.delete('/planned/:plannedId', async (request) => {
    const { userId } = await personOf(request, parts);
    await planned.cancel(userId, idOf(request));
    return {};
  });
}

/** Guests of a meeting are there for its time. @throws {ChatError} forbidden */
async function personOf(request: FastifyRequest, parts: ChatParts): Promise<Asker> {
  const asker = await askerOf(request, parts);
  if (asker.onlyRoom !== undefined) throw forbiddenError('only people with an account plan messages');
  return asker;
}

function idOf(request: FastifyRequest): string {
  const plannedId = partOf(request, 'plannedId');
  if (!/^[\w-]{1,64}$/.test(plannedId)) throw invalidParam('an id has 1 to 64 letters and digits');
  return plannedId;
}
