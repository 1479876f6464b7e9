import type { Accounts } from '@saal/accounts';
import type { Clock, Logger } from '@saal/foundation';
import { Delegations, NameDelegate, PersonId } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { BadRequest, Conflict, NotSignedIn, PersonNotFound, RateLimited } from '../errors.ts';
import type { AttemptStore, DelegateStore } from '../ports.ts';

const SMALL_BODY_BYTES = 4 * 1024;
const Path = z.object({ id: PersonId });
const MOST_DELEGATES = 20;
/** Of one person: naming somebody tells whether an address has an account. */
const naming = { burst: 20, refillMs: 60_000 };

export type DelegateRoutesOptions = {
  accounts: Pick<Accounts, 'viewerOf' | 'person' | 'byEmail' | 'isOpen'>;
  delegates: DelegateStore;
  attempts: AttemptStore;
  clock: Clock;
  log: Logger;
};

/** Whom one lets plan on one's behalf, and for whom one may. Each names and withdraws their own delegates alone. */
export function delegateRoutes({ accounts, delegates, attempts, clock, log }: DelegateRoutesOptions): FastifyPluginAsync {
  const signedIn = async (request: FastifyRequest): Promise<PersonId> => {
    const viewer = await accounts.viewerOf(request.headers.cookie);
    if (viewer?.kind !== 'person') throw new NotSignedIn();
    return viewer.person.id;
  };
  const asked = async (body: NameDelegate) => {
    if ('email' in body) return accounts.byEmail(body.email);
    return (await accounts.isOpen(body.personId)) ? accounts.person(body.personId) : undefined;
  };
  const named = (ids: readonly PersonId[]) =>
    Promise.all(ids.map(async (id) => ({ id, displayName: (await accounts.person(id))?.displayName ?? '' })));
  const view = async (me: PersonId): Promise<Delegations> => ({
    delegates: await named(await delegates.delegatesOf(me)),
    principals: await named(await delegates.principalsOf(me)),
  });

  return async (instance) => {
    const app = instance.withTypeProvider<ZodTypeProvider>();

    app.get('/me/delegates', { schema: { response: { 200: Delegations } } }, async (request) => view(await signedIn(request)));

    app.post(
      '/me/delegates',
      { bodyLimit: SMALL_BODY_BYTES, schema: { body: NameDelegate, response: { 200: Delegations } } },
      async (request) => {
        const me = await signedIn(request);
        const retryAfterMs = await attempts.take(`name-delegate:${me}`, naming, clock.now());
        if (retryAfterMs > 0) throw new RateLimited(retryAfterMs);
        const person = await asked(request.body);
        if (!person) throw new PersonNotFound();
        if (person.id === me) throw new BadRequest(Object.keys(request.body)[0] ?? '', 'nobody is their own delegate');
        if ((await delegates.delegatesOf(me)).length >= MOST_DELEGATES) throw new Conflict(`at most ${MOST_DELEGATES} delegates`);
        await delegates.add(me, person.id, clock.now());
        log.info({ principalId: me, delegateId: person.id }, 'a delegate was named');
        return view(me);
      },
    );

    app.delete('/me/delegates/:id', { schema: { params: Path } }, async (request, reply) => {
      const me = await signedIn(request);
      if (!(await delegates.remove(me, request.params.id))) throw new PersonNotFound();
      log.info({ principalId: me, delegateId: request.params.id }, 'a delegate was withdrawn');
      return reply.code(204).send();
    });
  };
}
