/** One's own passkeys, authenticator app and recovery codes; and removing those of somebody who lost them. */
import {
  AddPasskey,
  AuthenticatorSetUp,
  ConfirmAuthenticator,
  FactorAdded,
  FactorsView,
  PasskeyOptions,
  PersonId,
  ProofClaim,
  RecoveryCodes,
} from '@saal/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { networkOf } from '../network.ts';
import type { PasskeyUse } from '../passkeys.ts';
import type { SignedIn } from '../viewers.ts';
import { callerOf, IdInPath, requireRight, requireFresh, requireSignedIn, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';
import { PASSKEY_BODY_BYTES } from './second-step-routes.ts';

const Path = z.object({ id: IdInPath });

export function factorRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { factors, freshProof, baseUrl } = context;

  app.get('/me/factors', { schema: { response: { 200: FactorsView } } }, async (request) =>
    factors.view((await requireSignedIn(context, request)).person),
  );

  app.delete('/me/factors/reset-notice', async (request, reply) => {
    await factors.told((await requireSignedIn(context, request)).person.id);
    return reply.code(204).send();
  });

  app.post('/me/factors/recovery-codes', { bodyLimit: SMALL_BODY_BYTES, schema: { response: { 200: RecoveryCodes } } }, async (request) => {
    const { person } = await requireFresh(context, request);
    return { recoveryCodes: await factors.newRecoveryCodes(person, callerOf(request)) };
  });

  app.post('/me/proof', { bodyLimit: PASSKEY_BODY_BYTES, schema: { body: ProofClaim } }, async (request, reply) => {
    await freshProof.give(await requireSignedIn(context, request), request.body, baseUrl(request), callerOf(request));
    return reply.code(204).send();
  });

  app.post('/me/proof/passkey-options', { bodyLimit: SMALL_BODY_BYTES, schema: { response: { 200: PasskeyOptions } } }, async (request) =>
    freshProof.passkeyOptions(await requireSignedIn(context, request), baseUrl(request)),
  );

  app.delete('/people/:id/factors', { schema: { params: z.object({ id: PersonId }) } }, async (request, reply) => {
    const administrator = await requireRight(context, request, 'password-reset.make', 'reset factors');
    await freshProof.require(await requireSignedIn(context, request));
    await factors.reset(administrator, request.params.id, callerOf(request));
    return reply.code(204).send();
  });

  authenticatorRoutes(instance, context);
  passkeyRoutes(instance, context);
}

function authenticatorRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { factors } = context;

  app.post(
    '/me/factors/authenticator',
    { bodyLimit: SMALL_BODY_BYTES, schema: { response: { 200: AuthenticatorSetUp } } },
    async (request) => factors.draftAuthenticator((await requireFresh(context, request)).person),
  );

  app.post(
    '/me/factors/authenticator/confirm',
    { bodyLimit: SMALL_BODY_BYTES, schema: { body: ConfirmAuthenticator, response: { 200: FactorAdded } } },
    async (request) => {
      const { person } = await requireFresh(context, request);
      return factors.confirmAuthenticator(person, request.body.code, callerOf(request));
    },
  );

  app.delete('/me/factors/authenticator', async (request, reply) => {
    const { person } = await requireFresh(context, request);
    await factors.removeAuthenticator(person, callerOf(request));
    return reply.code(204).send();
  });
}

function passkeyRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { factors, passkeys, audit, baseUrl } = context;
  const adding = ({ session }: SignedIn, request: FastifyRequest): PasskeyUse => ({
    origin: baseUrl(request),
    binding: session.id,
    purpose: 'add',
  });

  app.post('/me/passkeys/options', { bodyLimit: SMALL_BODY_BYTES, schema: { response: { 200: PasskeyOptions } } }, async (request) => {
    const signedIn = await requireFresh(context, request);
    return passkeys.optionsToMake(signedIn.person, adding(signedIn, request));
  });

  app.post(
    '/me/passkeys',
    { bodyLimit: PASSKEY_BODY_BYTES, schema: { body: AddPasskey, response: { 200: FactorAdded } } },
    async (request) => {
      const signedIn = await requireFresh(context, request);
      const { person } = signedIn;
      await passkeys.add(person, request.body.name, request.body.passkey, adding(signedIn, request));
      const network = networkOf(request.ip);
      await audit.write({ action: 'factor-added', actorId: person.id, subjectId: person.id, network, details: { method: 'passkey' } });
      return factors.firstRecoveryCodes(person);
    },
  );

  app.delete('/me/passkeys/:id', { schema: { params: Path } }, async (request, reply) => {
    const { person } = await requireFresh(context, request);
    await factors.removePasskey(person, request.params.id, callerOf(request));
    return reply.code(204).send();
  });
}
