/** Who there is, and the names that lead to rooms. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ChatError, invalidParam, notFoundError } from '../errors.ts';
import { isRoomAlias, isUserId, serverOf, type UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Chatter } from '../ports.ts';
import { EXTERNAL } from '../room-kind.ts';
import { askerOf, bodyOf, partOf, type ChatParts } from './context.ts';

const MOST_FOUND = 50;

export function peopleRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { accounts, chatters, reader, externals, directoryStore } = parts;

  app.post('/user_directory/search', async (request) => {
    const asker = await askerOf(request, parts);
    const { search_term: text, limit = 10 } = bodyOf(
      z.object({ search_term: z.string().max(200), limit: z.int().min(1).optional() }),
      request,
    );
    const most = Math.min(limit, MOST_FOUND);
    if (await externals.isExternal(asker.userId)) {
      const beside = await directoryStore.peopleBeside(asker.userId, text, most + 1);
      return { results: beside.slice(0, most).map(told), limited: beside.length > most };
    }
    const found = await accounts.search(text, most + 1);
    const results = [];
    for (const person of found.slice(0, most)) {
      const chatter = await chatters.of(person);
      if (chatter.userId !== asker.userId) results.push(told(chatter));
    }
    // Beside those with an account: guests with whom one is in a room.
    const outsiders = results.length < most ? await directoryStore.outsidersBeside(asker.userId, text, most - results.length + 1) : [];
    results.push(...outsiders.slice(0, most - results.length).map(told));
    return { results, limited: found.length + outsiders.length > most };
  });

  /** Of anybody here, for who is signed in; for externals, of those they are in a room with. */
  const profileOf = async (asker: UserId, userId: string): Promise<Record<string, string>> => {
    if (!isUserId(userId)) throw invalidParam('not the name of anybody');
    const chatter = await chatters.byId(userId);
    const isTold = asker === userId || !(await externals.isExternal(asker)) || (await externals.areTogether(asker, userId));
    if (!chatter || !isTold) throw notFoundError('there is no such person');
    return { displayname: chatter.displayName, ...(chatter.avatarUrl === undefined ? {} : { avatar_url: chatter.avatarUrl }) };
  };

  app.get('/profile/:userId', async (request) => {
    const asker = await askerOf(request, parts);
    return profileOf(asker.userId, partOf(request, 'userId'));
  });

  for (const field of ['displayname', 'avatar_url'] as const) {
    app.get(`/profile/:userId/${field}`, async (request) => {
      const asker = await askerOf(request, parts);
      const { [field]: value } = await profileOf(asker.userId, partOf(request, 'userId'));
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

/** As lists of people show somebody. */
function told({ userId, displayName, avatarUrl, isExternal }: Chatter): JsonObject {
  return {
    ...{ user_id: userId, display_name: displayName },
    ...(avatarUrl === undefined ? {} : { avatar_url: avatarUrl }),
    ...(isExternal ? { [EXTERNAL]: true } : {}),
  };
}
