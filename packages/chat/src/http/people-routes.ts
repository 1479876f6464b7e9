/** Who there is, and the names that lead to rooms. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ChatError, invalidParam, notFoundError } from '../errors.ts';
import { isRoomAlias, isUserId, serverOf } from '../ids.ts';
import { askerOf, bodyOf, partOf, type ChatParts } from './context.ts';

const MOST_FOUND = 50;

export function peopleRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { accounts, chatters, reader } = parts;

  app.post('/user_directory/search', async (request) => {
    const asker = await askerOf(request, parts);
    const { search_term: text, limit = 10 } = bodyOf(
      z.object({ search_term: z.string().max(200), limit: z.int().min(1).optional() }),
      request,
    );
    const most = Math.min(limit, MOST_FOUND);
    const found = await accounts.search(text, most + 1);
    const results = [];
    for (const person of found.slice(0, most)) {
      const { userId, displayName, avatarUrl } = await chatters.of(person);
      if (userId !== asker.userId) results.push({ user_id: userId, display_name: displayName, avatar_url: avatarUrl });
    }
    // Beside the people of the house: those from elsewhere with whom one is in a room.
    const outsiders =
      results.length < most ? await parts.directoryStore.outsidersBeside(asker.userId, text, most - results.length + 1) : [];
    for (const { userId, displayName, avatarUrl } of outsiders.slice(0, most - results.length))
      results.push({ user_id: userId, display_name: displayName, avatar_url: avatarUrl, 'eu.saal.external': true });
    return { results, limited: found.length + outsiders.length > most };
  });

  /** Of anybody here, for who is signed in. */
  const profileOf = async (userId: string): Promise<Record<string, string>> => {
    if (!isUserId(userId)) throw invalidParam('not the name of anybody');
    const chatter = await chatters.byId(userId);
    if (!chatter) throw notFoundError('there is no such person');
    return { displayname: chatter.displayName, ...(chatter.avatarUrl === undefined ? {} : { avatar_url: chatter.avatarUrl }) };
  };

  app.get('/profile/:userId', async (request) => {
    await askerOf(request, parts);
    return profileOf(partOf(request, 'userId'));
  });

  for (const field of ['displayname', 'avatar_url'] as const) {
    app.get(`/profile/:userId/${field}`, async (request) => {
      await askerOf(request, parts);
      const { [field]: value } = await profileOf(partOf(request, 'userId'));
      return value === undefined ? {} : { [field]: value };
    });
    // DEVIATION: client-server API, "Profiles": the name and picture are those of the account, and changed there.
    app.put(`/profile/:userId/${field}`, async (request) => {
      await askerOf(request, parts);
      throw new ChatError('forbidden', 'name and picture are changed in the account');
    });
  }

  app.get('/directory/room/:roomAlias', async (request) => {
    const alias = partOf(request, 'roomAlias');
    if (!isRoomAlias(alias)) throw invalidParam('this is no name of a room');
    const roomId = await reader.roomOfAlias(alias);
    if (!roomId) throw notFoundError('this name leads to no room');
    return { room_id: roomId, servers: [serverOf(roomId)] };
  });
}
