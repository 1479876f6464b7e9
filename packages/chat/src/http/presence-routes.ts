/** Who is there, asked and said (client-server API, "Presence"). */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { forbiddenError, invalidParam } from '../errors.ts';
import { isUserId } from '../ids.ts';
import { MAX_STATUS, PRESENCE_WISH, presenceContent, presenceStates } from '../presence.ts';
import { askerOf, bodyOf, ownPath, partOf, type ChatParts } from './context.ts';

const Said = z.object({ presence: z.enum(presenceStates), status_msg: z.string().max(MAX_STATUS).nullish() });

export function presenceRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { presence, circles, readerData } = parts;
  const path = '/presence/:userId/status';

  app.get(path, async (request) => {
    const { userId } = await askerOf(request, parts);
    const asked = partOf(request, 'userId');
    if (!isUserId(asked)) throw invalidParam('this is the name of nobody');
    if (asked !== userId && (await circles.known([userId], [asked])).length === 0) throw forbiddenError('you share no room with them');
    return presenceContent(presence?.of(asked) ?? { userId: asked, state: 'offline', status: undefined, activeAgoMs: undefined });
  });

  app.put(path, async (request) => {
    const userId = ownPath(request, await askerOf(request, parts));
    const { presence: state, status_msg: said } = bodyOf(Said, request);
    const status = said ?? null;
    if (!presence) throw forbiddenError('here nobody is told who is there');
    const wish = (await readerData.accountData(userId, undefined, PRESENCE_WISH)) ?? {};
    const before = wish['status_msg'] ?? null;
    if (status !== before) {
      const { status_msg: _before, ...others } = wish;
      await readerData.putAccountData(userId, undefined, PRESENCE_WISH, status === null ? others : { ...others, status_msg: status });
    }
    await presence.set(userId, state);
    return {};
  });
}
