import type { Accounts } from '@saal/accounts';
import type { AuditFact, Deeds } from '@saal/foundation';
import { OrderPresets, PresetContent, PresetId, PresetList, PresetView, type HouseRight, type PersonId } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { NotAllowed, NotSignedIn, PresetNotFound } from '../errors.ts';
import type { PresetStore } from '../ports.ts';

const BODY_BYTES = 32 * 1024;
const Path = z.object({ id: PresetId });
const right: HouseRight = 'presets.change';

export type PresetRoutesOptions = {
  accounts: Pick<Accounts, 'viewerOf'>;
  presets: Pick<PresetStore, 'offered'>;
  /** What changes them is written down with it. */
  deed: Deeds<PresetStore>;
  newId: () => string;
};

/** Presets of kinds of meetings: read by everybody who plans, changed with the right `presets.change`. */
export function presetRoutes({ accounts, presets, deed, newId }: PresetRoutesOptions): FastifyPluginAsync {
  const signedIn = async (request: FastifyRequest) => {
    const viewer = await accounts.viewerOf(request.headers.cookie);
    if (viewer?.kind !== 'person') throw new NotSignedIn();
    return viewer.person;
  };
  const administrator = async (request: FastifyRequest): Promise<PersonId> => {
    const { id, rights } = await signedIn(request);
    if (!rights.includes(right)) throw new NotAllowed();
    return id;
  };

  return async (instance) => {
    const app = instance.withTypeProvider<ZodTypeProvider>();

    app.get('/presets', { schema: { response: { 200: PresetList } } }, async (request) => {
      await signedIn(request);
      return { presets: await presets.offered() };
    });

    app.post(
      '/presets',
      { bodyLimit: BODY_BYTES, schema: { body: PresetContent, response: { 201: PresetView } } },
      async (request, reply) => {
        const actorId = await administrator(request);
        const id = newId();
        await deed((store) => store.add(id, request.body), factOf('preset.made', actorId, id));
        return reply.code(201).send({ id, ...request.body });
      },
    );

    app.put('/presets/order', { bodyLimit: BODY_BYTES, schema: { body: OrderPresets } }, async (request, reply) => {
      const actorId = await administrator(request);
      await deed((store) => store.order(request.body.ids), factOf('preset.ordered', actorId));
      return reply.code(204).send();
    });

    app.put(
      '/presets/:id',
      { bodyLimit: BODY_BYTES, schema: { params: Path, body: PresetContent, response: { 200: PresetView } } },
      async (request) => {
        const actorId = await administrator(request);
        const { id } = request.params;
        await deed(
          async (store) => {
            if (!(await store.change(id, request.body))) throw new PresetNotFound();
          },
          factOf('preset.changed', actorId, id),
        );
        return { id, ...request.body };
      },
    );

    app.delete('/presets/:id', { schema: { params: Path } }, async (request, reply) => {
      const actorId = await administrator(request);
      const { id } = request.params;
      await deed(
        async (store) => {
          if (!(await store.withdraw(id))) throw new PresetNotFound();
        },
        factOf('preset.withdrawn', actorId, id),
      );
      return reply.code(204).send();
    });
  };
}

/** @param id of the preset */
function factOf(action: string, actorId: PersonId, id?: string): () => AuditFact {
  return () => ({ action, actor: { kind: 'person', id: actorId }, ...(id !== undefined && { subject: { kind: 'preset', id } }) });
}
