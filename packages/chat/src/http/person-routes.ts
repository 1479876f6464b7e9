/** The way from somebody with an account, as the phone book knows them, to their name in chat. For pages of ours, by the session. */
import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import type { Chatters } from '../chatters.ts';
import type { Externals } from '../externals.ts';
import type { HouseAccounts } from './context.ts';
import { NotFound, NotSignedIn } from './page-errors.ts';

const PersonPath = z.object({ personId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });

export interface PersonRouteParts {
  accounts: Pick<HouseAccounts, 'signedIn' | 'person' | 'isOpen'>;
  chatters: Chatters;
  externals: Externals;
}

export function personPlugin({ accounts, chatters, externals }: PersonRouteParts): FastifyPluginAsync {
  return async (app) => {
    app.get('/v1/chat/people/:personId', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const asker = await accounts.signedIn(request.headers.cookie);
      if (!asker) throw new NotSignedIn();
      const { personId } = PersonPath.parse(request.params);
      const [person, isOpen] = await Promise.all([accounts.person(personId), accounts.isOpen(personId)]);
      if (!person || !isOpen) throw new NotFound();
      if (asker.isExternal === true) {
        // Whom externals share no room with, they find nowhere.
        const [mine, other] = await Promise.all([chatters.of(asker), chatters.ofPerson(personId)]);
        if (!other || !(await externals.areTogether(mine.userId, other.userId))) throw new NotFound();
      }
      return { userId: (await chatters.of(person)).userId };
    });
  };
}
