/** Being told what is new, and telling how far one has read. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ChatError, forbiddenError, invalidParam, notFoundError } from '../errors.ts';
import type { SyncFilter } from '../filter.ts';
import { isEventId, type RoomId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { ReceiptType } from '../ports.ts';
import { PRESENCE_WISH, presenceStates } from '../presence.ts';
import { PUSH_RULES, rulesJson } from '../push-rule-book.ts';
import type { Asker } from '../rooms.ts';
import { readToken } from '../sync-token.ts';
import { ReadyFilters } from '../ready-filters.ts';
import { askerOf, bodyOf, eventIdOfPath, objectOf, ownPath, partOf, queryOf, roomIdOf, wholeNumberOf, type ChatParts } from './context.ts';
import { jsonOf } from './event-routes.ts';

const LONGEST_WAIT_MS = 60_000;
const MAX_FILTER_BYTES = 64 * 1024;
const receiptTypes: readonly ReceiptType[] = ['m.read', 'm.read.private', 'm.fully_read'];
/** Kept by the server itself, by requests of their own. */
const ownTypes = ['m.fully_read', PUSH_RULES];

export function syncRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { syncs, readerData, reader, typing, pushRules } = parts;

  const filters = new ReadyFilters();

  const filterOf = async ({ userId, onlyRoom }: Asker, text: string | undefined): Promise<SyncFilter> => {
    if (text === undefined || text.startsWith('{')) return filters.ready(jsonOf(text) ?? {}, onlyRoom);
    // A filter that was stored never changes.
    const named = `${userId} ${text}`;
    const filter = filters.stored(named) ?? (await readerData.filter(userId, text));
    if (!filter) throw invalidParam('there is no such filter');
    filters.keep(named, filter);
    return filters.ready(filter, onlyRoom);
  };

  const mustBeInside = async ({ userId }: Asker, roomId: RoomId): Promise<void> => {
    if ((await reader.membership(roomId, userId))?.membership !== 'join') throw forbiddenError('you are not in this room');
  };

  app.get('/sync', async (request, reply) => {
    const asker = await askerOf(request, parts);
    const { since, filter, timeout, full_state, set_presence } = queryOf(request);
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    // Told when the client has gone away: nobody waits for it then.
    request.raw.socket.once('close', leave);
    const answer = syncs.sync({
      asker,
      since: since === undefined || since === '' ? undefined : readToken(since),
      filter: await filterOf(asker, filter),
      fullState: full_state === 'true',
      timeoutMs: wholeNumberOf(timeout, 0, LONGEST_WAIT_MS),
      presence: presenceStates.find((state) => state === set_presence) ?? 'online',
      signal: gone.signal,
    });
    const text = await answer.finally(() => request.raw.socket.off('close', leave));
    return reply.type('application/json; charset=utf-8').send(text);
  });

  app.post('/user/:userId/filter', async (request) => {
    const userId = ownPath(request, await askerOf(request, parts));
    const filter = objectOf(request);
    if (JSON.stringify(filter).length > MAX_FILTER_BYTES) throw new ChatError('too_large', 'this filter is too large');
    return { filter_id: await readerData.addFilter(userId, filter) };
  });

  app.get('/user/:userId/filter/:filterId', async (request) => {
    const userId = ownPath(request, await askerOf(request, parts));
    const filter = await readerData.filter(userId, partOf(request, 'filterId'));
    if (!filter) throw notFoundError('there is no such filter');
    return filter;
  });

  for (const path of ['/user/:userId/account_data/:type', '/user/:userId/rooms/:roomId/account_data/:type']) {
    const ofRoom = (request: FastifyRequest): RoomId | undefined => (path.includes(':roomId') ? roomIdOf(request) : undefined);
    app.put(path, async (request) => {
      const userId = ownPath(request, await askerOf(request, parts));
      const type = partOf(request, 'type');
      if (ownTypes.includes(type)) throw new ChatError('bad_json', `${type} has a request of its own`);
      await readerData.putAccountData(userId, ofRoom(request), type, objectOf(request));
      if (type === PRESENCE_WISH) await parts.presence?.wishChanged(userId);
      return {};
    });
    app.get(path, async (request) => {
      const userId = ownPath(request, await askerOf(request, parts));
      const [roomId, type] = [ofRoom(request), partOf(request, 'type')];
      if (type === PUSH_RULES && roomId === undefined) return rulesJson(await pushRules.of(userId));
      const content = await readerData.accountData(userId, roomId, type);
      if (!content) throw notFoundError('there is no such data');
      return content;
    });
  }

  app.put('/rooms/:roomId/typing/:userId', async (request) => {
    const asker = await askerOf(request, parts);
    const userId = ownPath(request, asker);
    const roomId = roomIdOf(request);
    await mustBeInside(asker, roomId);
    const body = bodyOf(z.object({ typing: z.boolean(), timeout: z.int().min(0).optional() }), request);
    typing.set(roomId, userId, body.typing ? (body.timeout ?? 10_000) : 0);
    return {};
  });

  const markRead = async (asker: Asker, roomId: RoomId, type: ReceiptType, eventId: string, threadId = ''): Promise<void> => {
    const event = isEventId(eventId) ? await reader.event(roomId, eventId) : undefined;
    if (!event) throw notFoundError('there is no such event in this room');
    await readerData.putReceipt({ roomId, userId: asker.userId, type, threadId, eventId: event.eventId, eventStream: event.stream });
    if (type === 'm.fully_read') await readerData.putAccountData(asker.userId, roomId, 'm.fully_read', { event_id: eventId });
  };

  app.post('/rooms/:roomId/receipt/:receiptType/:eventId', async (request) => {
    const asker = await askerOf(request, parts);
    const roomId = roomIdOf(request);
    const type = receiptTypes.find((known) => known === partOf(request, 'receiptType'));
    if (!type) throw invalidParam('there is no such kind of receipt');
    await mustBeInside(asker, roomId);
    const { thread_id: threadId } = bodyOf(z.object({ thread_id: z.string().min(1).max(255).optional() }), request);
    await markRead(asker, roomId, type, eventIdOfPath(request), threadId);
    return {};
  });

  app.post('/rooms/:roomId/read_markers', async (request) => {
    const asker = await askerOf(request, parts);
    const roomId = roomIdOf(request);
    await mustBeInside(asker, roomId);
    const body: JsonObject = objectOf(request);
    for (const type of receiptTypes) {
      const eventId = body[type];
      if (typeof eventId === 'string') await markRead(asker, roomId, type, eventId);
    }
    return {};
  });
}
