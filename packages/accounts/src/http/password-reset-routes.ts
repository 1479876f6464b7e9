/** A forgotten password: an administrator makes the link, whoever holds it sets a new one and signs in with that. */
import { CheckedPasswordReset, CheckPasswordReset, CreatedPasswordReset, PersonId, ResetPassword } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerOf, requireRight, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';

const PersonPath = z.object({ id: PersonId });

export function passwordResetRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { passwordResets, baseUrl } = context;

  app.post(
    '/people/:id/password-reset',
    { bodyLimit: SMALL_BODY_BYTES, schema: { params: PersonPath, response: { 201: CreatedPasswordReset } } },
    async (request, reply) => {
      const by = await requireRight(context, request, 'password-reset.make', 'reset passwords');
      const { token, expiresAtMs } = await passwordResets.make(by, request.params.id, callerOf(request));
      // In the fragment, as with invitations (A10).
      return reply.code(201).send({ url: `${baseUrl(request)}/reset#${token}`, expiresAtMs });
    },
  );

  app.post(
    '/password-reset/check',
    { bodyLimit: SMALL_BODY_BYTES, schema: { body: CheckPasswordReset, response: { 200: CheckedPasswordReset } } },
    async (request) => {
      const { email, displayName } = await passwordResets.check(request.body.token, callerOf(request));
      return { email, displayName };
    },
  );

  app.post('/password-reset', { bodyLimit: SMALL_BODY_BYTES, schema: { body: ResetPassword } }, async (request, reply) => {
    await passwordResets.reset(request.body.token, request.body.password, callerOf(request));
    return reply.code(204).send();
  });
}
