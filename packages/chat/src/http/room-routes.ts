/** Making rooms, coming in, bringing others and putting them out. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ROOM_VERSION } from '../auth-rules.ts';
import { ChatError, forbiddenError, notFoundError } from '../errors.ts';
import { isRoomAlias, isRoomId, type RoomAlias, type RoomId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Preset } from '../presets.ts';
import { OF_SERVER } from '../room-kind.ts';
import { askerOf, bodyOf, partOf, Reason, roomIdOf, UserIdText, type ChatParts } from './context.ts';

const Content = z.record(z.string().max(255), z.unknown()).transform((content) => content as JsonObject);
const CreateRoom = z.object({
  preset: z.enum(['private_chat', 'trusted_private_chat', 'public_chat']).optional(),
  visibility: z.enum(['public', 'private']).optional(),
  room_version: z.string().optional(),
  room_alias_name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^:\s\0#@]+$/)
    .optional(),
  name: z.string().max(255).optional(),
  topic: z.string().max(4_000).optional(),
  invite: z.array(UserIdText).max(100).optional(),
  is_direct: z.boolean().optional(),
  creation_content: Content.optional(),
  power_level_content_override: Content.optional(),
  initial_state: z
    .array(z.object({ type: z.string().min(1).max(255), state_key: z.string().max(255).optional(), content: Content }))
    .max(50)
    .optional(),
});
const About = z.object({ user_id: UserIdText, reason: Reason });
const Why = z.object({ reason: Reason });

export function roomRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { rooms, serverName, reader, readerData } = parts;

  app.post('/createRoom', async (request) => {
    const { userId } = await askerOf(request, parts);
    const body = bodyOf(CreateRoom, request);
    if ((body.room_version ?? ROOM_VERSION) !== ROOM_VERSION)
      throw new ChatError('unsupported_room_version', `rooms here are of version ${ROOM_VERSION}`);
    const alias = body.room_alias_name === undefined ? undefined : (`#${body.room_alias_name}:${serverName}` as RoomAlias);
    if (body.visibility === 'public') await parts.externals.mustBeOfHouse(userId);
    const preset: Preset = body.preset ?? (body.visibility === 'public' ? 'public_chat' : 'private_chat');
    if (body.initial_state?.some(({ type }) => OF_SERVER.has(type)) === true) throw forbiddenError('only the server says this of a room');
    const roomId = await rooms.make(userId, {
      preset,
      name: body.name,
      topic: body.topic,
      alias,
      invite: body.invite ?? [],
      isDirect: body.is_direct === true,
      creationContent: body.creation_content ?? {},
      powerLevels: body.power_level_content_override ?? {},
      initialState: (body.initial_state ?? []).map(({ type, state_key = '', content }) => ({ type, stateKey: state_key, content })),
    });
    if (body.visibility === 'public') await parts.directoryStore.publish(roomId, true);
    return { room_id: roomId };
  });

  /** @throws {ChatError} not_found */
  const placeOf = async (request: FastifyRequest): Promise<RoomId> => {
    const place = partOf(request, 'roomIdOrAlias');
    if (isRoomId(place)) return place;
    const roomId = isRoomAlias(place) ? await reader.roomOfAlias(place) : undefined;
    if (!roomId) throw notFoundError('there is no such room');
    return roomId;
  };

  app.post('/join/:roomIdOrAlias', async (request) => {
    const { userId } = await askerOf(request, parts);
    const roomId = await placeOf(request);
    await rooms.join(userId, roomId, bodyOf(Why, request).reason);
    return { room_id: roomId };
  });

  app.post('/knock/:roomIdOrAlias', async (request) => {
    const { userId } = await askerOf(request, parts);
    const roomId = await placeOf(request);
    await rooms.knock(userId, roomId, bodyOf(Why, request).reason);
    return { room_id: roomId };
  });

  app.post('/rooms/:roomId/join', async (request) => {
    const { userId } = await askerOf(request, parts);
    const roomId = roomIdOf(request);
    await rooms.join(userId, roomId, bodyOf(Why, request).reason);
    return { room_id: roomId };
  });

  app.post('/rooms/:roomId/leave', async (request) => {
    const { userId } = await askerOf(request, parts);
    await rooms.leave(userId, roomIdOf(request), bodyOf(Why, request).reason);
    return {};
  });

  app.post('/rooms/:roomId/forget', async (request) => {
    const { userId } = await askerOf(request, parts);
    const roomId = roomIdOf(request);
    const own = await reader.membership(roomId, userId);
    if (own?.membership === 'join' || own?.membership === 'invite') throw new ChatError('unknown', 'a room is left before it is forgotten');
    await readerData.forget(userId, roomId);
    return {};
  });

  for (const act of ['invite', 'kick', 'ban', 'unban'] as const) {
    app.post(`/rooms/:roomId/${act}`, async (request) => {
      const { userId } = await askerOf(request, parts);
      const { user_id: target, reason } = bodyOf(About, request);
      await rooms[act](userId, roomIdOf(request), target, reason);
      return {};
    });
  }

  app.get('/joined_rooms', async (request) => {
    const { userId } = await askerOf(request, parts);
    return { joined_rooms: await reader.joinedRooms(userId) };
  });
}
