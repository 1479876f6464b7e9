/** One's own passwords for clients of chat. */
import { AppPasswordView, CreateAppPassword, CreatedAppPassword } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { NotFound } from '../errors.ts';
import { callerOf, IdInPath, requireFresh, requireSignedIn, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';

const List = z.object({ appPasswords: z.array(AppPasswordView) });
const Path = z.object({ id: IdInPath });

export function appPasswordRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { appPasswords } = context;

  app.get('/me/app-passwords', { schema: { response: { 200: List } } }, async (request) => {
    const { person } = await requireSignedIn(context, request);
    const list = await appPasswords.list(person.id);
    return {
      appPasswords: list.map(({ id, name, createdAtMs, lastUsedAtMs }) => ({
        ...{ id, name, createdAtMs },
        ...(lastUsedAtMs === null ? {} : { lastUsedAtMs }),
      })),
    };
  });

  app.post(
    '/me/app-passwords',
    { bodyLimit: SMALL_BODY_BYTES, schema: { body: CreateAppPassword, response: { 200: CreatedAppPassword } } },
    async (request) => {
      const { person } = await requireFresh(context, request);
      return appPasswords.make(person, request.body.name, callerOf(request));
    },
  );

  app.delete('/me/app-passwords/:id', { schema: { params: Path } }, async (request, reply) => {
    const { person } = await requireSignedIn(context, request);
    if (!(await appPasswords.revoke(person.id, request.params.id, callerOf(request)))) throw new NotFound('app password');
    return reply.code(204).send();
  });
}
