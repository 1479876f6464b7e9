/** Writing, taking back, and reading what was written. */
import type { FastifyInstance } from 'fastify';
import { forbiddenError, invalidParam } from '../errors.ts';
import { OF_SERVER } from '../room-kind.ts';
import { eventFilter } from '../filter.ts';
import { isObject, type JsonObject } from '../json.ts';
import { askerOf, eventIdOfPath, objectOf, partOf, queryOf, roomIdOf, tellerFor, wholeNumberOf, type ChatParts } from './context.ts';

export function eventRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { rooms, reading, clock } = parts;

  app.put('/rooms/:roomId/send/:type/:transactionId', async (request) => {
    const asker = await askerOf(request, parts);
    const roomId = roomIdOf(request);
    const transactionId = transactionOf(partOf(request, 'transactionId'));
    const type = partOf(request, 'type');
    const transaction = { ...asker, path: `send ${roomId} ${type}`, transactionId };
    return { event_id: await rooms.send(asker, roomId, { type, content: objectOf(request), transaction }) };
  });

  app.put('/rooms/:roomId/redact/:eventId/:transactionId', async (request) => {
    const asker = await askerOf(request, parts);
    const roomId = roomIdOf(request);
    const transactionId = transactionOf(partOf(request, 'transactionId'));
    const redacts = eventIdOfPath(request);
    const transaction = { ...asker, path: `redact ${roomId} ${redacts}`, transactionId };
    const content = { ...objectOf(request), redacts };
    return { event_id: await rooms.send(asker, roomId, { type: 'm.room.redaction', content, transaction }) };
  });

  for (const path of ['/rooms/:roomId/state/:type', '/rooms/:roomId/state/:type/', '/rooms/:roomId/state/:type/:stateKey']) {
    const hasKey = path.endsWith(':stateKey');
    app.put(path, async (request) => {
      const { userId } = await askerOf(request, parts);
      const state = { type: partOf(request, 'type'), stateKey: hasKey ? partOf(request, 'stateKey') : '', content: objectOf(request) };
      if (OF_SERVER.has(state.type)) throw forbiddenError('only the server says this of a room');
      return { event_id: await rooms.setState(userId, roomIdOf(request), state) };
    });
    app.get(path, async (request) => {
      const teller = tellerFor(await askerOf(request, parts), clock);
      const stateKey = hasKey ? partOf(request, 'stateKey') : '';
      const { content, event } = await reading.stateEvent(teller, roomIdOf(request), partOf(request, 'type'), stateKey);
      return queryOf(request).format === 'event' ? event : content;
    });
  }

  app.get('/rooms/:roomId/state', async (request) => reading.state(tellerFor(await askerOf(request, parts), clock), roomIdOf(request)));

  app.get('/rooms/:roomId/members', async (request) => {
    const teller = tellerFor(await askerOf(request, parts), clock);
    const { membership, not_membership: notMembership, at } = queryOf(request);
    return { chunk: await reading.members(teller, roomIdOf(request), { membership, notMembership, at }) };
  });

  app.get('/rooms/:roomId/joined_members', async (request) => {
    const { userId } = await askerOf(request, parts);
    return { joined: await reading.joinedMembers(userId, roomIdOf(request)) };
  });

  app.get('/rooms/:roomId/event/:eventId', async (request) =>
    reading.event(tellerFor(await askerOf(request, parts), clock), roomIdOf(request), eventIdOfPath(request)),
  );

  app.get('/rooms/:roomId/messages', async (request) => {
    const teller = tellerFor(await askerOf(request, parts), clock);
    const { from, to, dir, limit, filter } = queryOf(request);
    if (dir !== 'b' && dir !== 'f') throw invalidParam('dir is b or f');
    const rule = eventFilter(jsonOf(filter));
    return reading.messages(teller, roomIdOf(request), {
      ...{ from, to, direction: dir, filter: rule },
      limit: wholeNumberOf(limit, rule.limit ?? 10, 1_000),
    });
  });

  app.get('/rooms/:roomId/context/:eventId', async (request) => {
    const teller = tellerFor(await askerOf(request, parts), clock);
    const { limit, filter } = queryOf(request);
    return reading.context(teller, roomIdOf(request), eventIdOfPath(request), wholeNumberOf(limit, 10, 100), eventFilter(jsonOf(filter)));
  });
}

function transactionOf(text: string): string {
  if (text === '' || text.length > 255) throw invalidParam('a transaction id has 1 to 255 characters');
  return text;
}

/** A filter in the query. @throws {ChatError} invalid_param */
export function jsonOf(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw invalidParam('the filter is not JSON');
}
