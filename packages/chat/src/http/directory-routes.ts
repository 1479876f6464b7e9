/** Finding rooms, the names that lead to them, what teams hold, and rooms that replace others. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ChatError, forbiddenError, invalidParam, notFoundError } from '../errors.ts';
import { isRoomAlias, isRoomId, isUserId, serverOf, type RoomAlias, type RoomId, type UserId } from '../ids.ts';
import { PowerLevels } from '../power-levels.ts';
import { askerOf, bodyOf, partOf, queryOf, Reason, roomIdOf, tellerFor, wholeNumberOf, type ChatParts } from './context.ts';

const DEFAULT_LIMIT = 50;
const MOST_LOOKED_AT = 1_000;
const PublicRooms = z.object({
  limit: z.int().min(1).optional(),
  since: z.string().max(50).optional(),
  filter: z
    .object({ generic_search_term: z.string().max(200).nullish(), room_types: z.array(z.string().nullable()).max(20).optional() })
    .optional(),
});

export function directoryRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { directory, directoryStore, reader, upgrades, serverName } = parts;

  /** There is no other server to ask. @throws {ChatError} not_found */
  const ownServer = (request: FastifyRequest): void => {
    const { server } = queryOf(request);
    if (server !== undefined && server !== serverName) throw notFoundError('no other server is asked');
  };

  app.get('/publicRooms', async (request) => {
    const { userId } = await askerOf(request, parts);
    ownServer(request);
    const { limit, since } = queryOf(request);
    return directory.list(userId, {
      limit: wholeNumberOf(limit, DEFAULT_LIMIT, 1_000),
      from: since,
      text: undefined,
      roomTypes: undefined,
    });
  });

  app.post('/publicRooms', async (request) => {
    const { userId } = await askerOf(request, parts);
    ownServer(request);
    const { limit = DEFAULT_LIMIT, since, filter } = bodyOf(PublicRooms, request);
    return directory.list(userId, { limit, from: since, text: filter?.generic_search_term ?? undefined, roomTypes: filter?.room_types });
  });

  app.get('/directory/list/room/:roomId', async (request) => {
    await askerOf(request, parts);
    const facts = (await directoryStore.facts([roomIdOf(request)], [])).get(roomIdOf(request));
    if (!facts) throw notFoundError('there is no such room');
    return { visibility: facts.published ? 'public' : 'private' };
  });

  app.put('/directory/list/room/:roomId', async (request) => {
    const { userId } = await askerOf(request, parts);
    const { visibility = 'public' } = bodyOf(z.object({ visibility: z.enum(['public', 'private']).optional() }), request);
    // Whoever names a room may also list it: the specification leaves it to the server.
    await mustHavePower(userId, roomIdOf(request));
    await parts.externals.mustBeOfHouse(userId);
    await directoryStore.publish(roomIdOf(request), visibility === 'public');
    return {};
  });

  const isStrong = async (userId: UserId, roomId: RoomId): Promise<boolean> => {
    if ((await reader.membership(roomId, userId))?.membership !== 'join') return false;
    const state = await reader.state(roomId, [
      ['m.room.power_levels', ''],
      ['m.room.create', ''],
    ]);
    const of = (type: string) => state.find(({ pdu }) => pdu.type === type)?.pdu;
    const levels = new PowerLevels(of('m.room.power_levels'), of('m.room.create')?.sender);
    return levels.user(userId) >= levels.event('m.room.canonical_alias', true);
  };

  /** @throws {ChatError} forbidden */
  const mustHavePower = async (userId: UserId, roomId: RoomId): Promise<void> => {
    if (!(await isStrong(userId, roomId))) throw forbiddenError('this needs more power in the room');
  };

  /** @throws {ChatError} invalid_param */
  const ownAliasOf = (request: FastifyRequest): RoomAlias => {
    const alias = partOf(request, 'roomAlias');
    if (!isRoomAlias(alias)) throw invalidParam('this is no name of a room');
    if (serverOf(alias) !== serverName) throw invalidParam('names of rooms here end with the name of this server');
    return alias;
  };

  app.put('/directory/room/:roomAlias', async (request) => {
    const { userId } = await askerOf(request, parts);
    const alias = ownAliasOf(request);
    const { room_id: roomId } = bodyOf(z.object({ room_id: z.string().max(255) }), request);
    if (!isRoomId(roomId)) throw invalidParam('this is not the id of a room');
    if ((await reader.membership(roomId, userId))?.membership !== 'join') throw forbiddenError('you are not in this room');
    if (!(await directoryStore.addAlias(alias, roomId, userId))) throw new ChatError('in_use', `${alias} leads to a room already`);
    return {};
  });

  app.delete('/directory/room/:roomAlias', async (request) => {
    const { userId } = await askerOf(request, parts);
    const alias = ownAliasOf(request);
    const roomId = await reader.roomOfAlias(alias);
    if (!roomId) throw notFoundError('this name leads to no room');
    const own = (await directoryStore.aliases(roomId)).find((one) => one.alias === alias)?.creator === userId;
    if (!own) await mustHavePower(userId, roomId);
    await directoryStore.removeAlias(alias);
    return {};
  });

  app.get('/rooms/:roomId/aliases', async (request) => {
    const teller = tellerFor(await askerOf(request, parts), parts.clock);
    const roomId = roomIdOf(request);
    // Refused to whom the room's state is refused.
    await parts.reading.state(teller, roomId);
    return { aliases: (await directoryStore.aliases(roomId)).map(({ alias }) => alias) };
  });

  app.post('/rooms/:roomId/upgrade', async (request) => {
    const { userId } = await askerOf(request, parts);
    const { new_version } = bodyOf(z.object({ new_version: z.string().max(50) }), request);
    return { replacement_room: await upgrades.upgrade(userId, roomIdOf(request), new_version) };
  });

  app.post('/rooms/:roomId/report/:eventId', async (request) => {
    const teller = tellerFor(await askerOf(request, parts), parts.clock);
    const { reason = '' } = bodyOf(z.object({ reason: Reason, score: z.int().optional() }), request);
    const [roomId, eventId] = [roomIdOf(request), partOf(request, 'eventId')];
    const told = await parts.reading.event(teller, roomId, eventId as never);
    await directoryStore.addReport({ reporter: teller.userId, roomId, eventId: told.event_id as never, reason });
    return {};
  });

  app.post('/rooms/:roomId/report', async (request) => {
    const { userId } = await askerOf(request, parts);
    const { reason } = bodyOf(z.object({ reason: z.string().max(1_000) }), request);
    const roomId = roomIdOf(request);
    if (!(await directoryStore.facts([roomId], [])).has(roomId)) throw notFoundError('there is no such room');
    await directoryStore.addReport({ reporter: userId, roomId, reason });
    return {};
  });

  app.post('/users/:userId/report', async (request) => {
    const asker = await askerOf(request, parts);
    const { reason } = bodyOf(z.object({ reason: z.string().max(1_000) }), request);
    const userId = partOf(request, 'userId');
    if (!isUserId(userId) || !(await parts.chatters.byId(userId))) throw notFoundError('there is no such person');
    await directoryStore.addReport({ reporter: asker.userId, userId, reason });
    return {};
  });
}

/** Behind `/_matrix/client/v1`, and what clients ask for by the names it had before. */
export function spaceRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { directory, directoryStore, reader } = parts;

  app.get('/v1/rooms/:roomId/hierarchy', async (request) => {
    const { userId } = await askerOf(request, parts);
    const { from, limit, max_depth, suggested_only } = queryOf(request);
    return directory.hierarchy(userId, roomIdOf(request), {
      ...{ from, limit: wholeNumberOf(limit, DEFAULT_LIMIT, 100), suggestedOnly: suggested_only === 'true' },
      maxDepth: max_depth === undefined ? undefined : wholeNumberOf(max_depth, 0, 100),
    });
  });

  for (const path of ['/v1/room_summary', '/unstable/im.nheko.summary/summary', '/unstable/im.nheko.summary/rooms']) {
    app.get(`${path}/:roomIdOrAlias${path.endsWith('rooms') ? '/summary' : ''}`, async (request) => {
      const { userId } = await askerOf(request, parts);
      const place = partOf(request, 'roomIdOrAlias');
      const roomId = isRoomAlias(place) ? await reader.roomOfAlias(place) : isRoomId(place) ? place : undefined;
      if (!roomId) throw notFoundError('there is no such room');
      return directory.summary(userId, roomId);
    });
  }

  for (const path of ['/v1/mutual_rooms', '/unstable/uk.half-shot.msc2666/user/mutual_rooms']) {
    app.get(path, async (request) => {
      const { userId } = await askerOf(request, parts);
      const other = queryOf(request).user_id;
      if (other === undefined || !isUserId(other)) throw invalidParam('user_id is needed');
      if (other === userId) throw invalidParam('with oneself one shares all');
      const joined = await directoryStore.mutualRooms(userId, other);
      return { joined, count: joined.length };
    });
  }

  app.get('/v1/rooms/:roomId/timestamp_to_event', async (request) => {
    const teller = tellerFor(await askerOf(request, parts), parts.clock);
    const { ts, dir } = queryOf(request);
    if (dir !== 'b' && dir !== 'f') throw invalidParam('dir is b or f');
    if (ts === undefined || !/^\d{1,15}$/.test(ts)) throw invalidParam('ts is a time in milliseconds');
    const roomId = roomIdOf(request);
    await parts.reading.state(teller, roomId);
    for (let from = 0; from < MOST_LOOKED_AT;) {
      const near = await directoryStore.eventNear(roomId, Number(ts), dir, from);
      const [event] = await parts.reading.visible(teller.userId, roomId, near);
      if (event) return { event_id: event.eventId, origin_server_ts: event.pdu.origin_server_ts };
      if (near.length === 0) break;
      from += near.length;
    }
    throw notFoundError('there is no such event');
  });
}
