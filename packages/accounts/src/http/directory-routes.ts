/** What the directory changed here and would change, for those who hold `directory.change`. */
import { CreatedScimToken, CreateScimToken, DirectoryRunView, DirectoryState, ScimTokenList } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DirectoryRun } from '../directory-ports.ts';
import { DirectoryBusy, NotFound } from '../errors.ts';
import { callerOf, IdInPath, requireFresh, requireRight, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';

const SHOWN_RUNS = 20;

export function directoryRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const { directory, scim } = context;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get('/directory', { schema: { response: { 200: DirectoryState } } }, async (request) => {
    await requireRight(context, request, 'directory.change', 'see the directory');
    return { isConfigured: directory !== undefined, runs: ((await directory?.store.runs(SHOWN_RUNS)) ?? []).map(viewOfRun) };
  });

  /** Reads everybody now; the answer is the preview when somebody has to confirm it. */
  app.post('/directory/runs', { bodyLimit: SMALL_BODY_BYTES, schema: { response: { 201: DirectoryRunView } } }, async (request, reply) => {
    await requireRight(context, request, 'directory.change', 'read the directory');
    if (!directory) throw new NotFound('directory');
    return reply.code(201).send(viewOfRun(notBusy(await directory.sync.full())));
  });

  app.post(
    '/directory/runs/:id/confirm',
    { bodyLimit: SMALL_BODY_BYTES, schema: { params: z.object({ id: IdInPath }), response: { 200: DirectoryRunView } } },
    async (request) => {
      const by = await requireRight(context, request, 'directory.change', 'confirm what the directory changes');
      if (!directory) throw new NotFound('directory');
      return viewOfRun(notBusy(await directory.sync.confirm(by, request.params.id)));
    },
  );

  app.get('/directory/tokens', { schema: { response: { 200: ScimTokenList } } }, async (request) => {
    await requireRight(context, request, 'directory.change', 'see the tokens of SCIM');
    const tokens = await scim.tokens();
    return {
      tokens: tokens.map(({ id, name, linkByEmail, createdAtMs, lastUsedAtMs }) => ({
        ...{ id, name, linkByEmail, createdAtMs },
        ...(lastUsedAtMs === null ? {} : { lastUsedAtMs }),
      })),
    };
  });

  app.post(
    '/directory/tokens',
    { bodyLimit: SMALL_BODY_BYTES, schema: { body: CreateScimToken, response: { 201: CreatedScimToken } } },
    async (request, reply) => {
      const by = await requireRight(context, request, 'directory.change', 'make a token of SCIM');
      // A way to change many accounts: an open screen must not be enough.
      await requireFresh(context, request);
      const { name, linkByEmail } = request.body;
      const { token, secret } = await scim.makeToken(by, name, linkByEmail, callerOf(request));
      return reply.code(201).send({ id: token.id, secret });
    },
  );

  app.delete('/directory/tokens/:id', { schema: { params: z.object({ id: IdInPath }) } }, async (request, reply) => {
    const by = await requireRight(context, request, 'directory.change', 'revoke a token of SCIM');
    await scim.revokeToken(by, request.params.id, callerOf(request));
    return reply.code(204).send();
  });
}

/** @throws {DirectoryBusy} */
function notBusy(run: DirectoryRun | undefined): DirectoryRun {
  if (!run) throw new DirectoryBusy();
  return run;
}

function viewOfRun({ disabling: _disabling, error, faults, tookMs, teams, ...run }: DirectoryRun): DirectoryRunView {
  return {
    ...run,
    faults: [...faults],
    ...(error === null ? {} : { error }),
    ...(tookMs === null ? {} : { tookMs }),
    ...(teams && { teams }),
  };
}
