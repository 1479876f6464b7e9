/** What was said of an event, and the threads of a room. */
import type { FastifyInstance } from 'fastify';
import { askerOf, eventIdOfPath, partOf, queryOf, roomIdOf, tellerFor, wholeNumberOf, type ChatParts } from './context.ts';

const MOST = 100;

export function relationRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { reading, clock } = parts;

  for (const path of ['', '/:relation', '/:relation/:type']) {
    app.get(`/rooms/:roomId/relations/:eventId${path}`, async (request) => {
      const teller = tellerFor(await askerOf(request, parts), clock);
      const { from, dir, limit } = queryOf(request);
      return reading.relations(teller, roomIdOf(request), {
        eventId: eventIdOfPath(request),
        relation: path === '' ? undefined : partOf(request, 'relation'),
        type: path.endsWith(':type') ? partOf(request, 'type') : undefined,
        page: { from, direction: dir === 'f' ? 'f' : 'b', limit: Math.max(1, wholeNumberOf(limit, 20, MOST)) },
      });
    });
  }

  app.get('/rooms/:roomId/threads', async (request) => {
    const teller = tellerFor(await askerOf(request, parts), clock);
    const { from, limit, include } = queryOf(request);
    const page = { from, limit: Math.max(1, wholeNumberOf(limit, 20, MOST)), onlyOwn: include === 'participated' };
    return reading.threads(teller, roomIdOf(request), page);
  });
}
