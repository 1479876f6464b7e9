import type { Accounts } from '@saal/accounts';
import type { AuditTrail } from '@saal/foundation';
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
  presets: PresetStore;
  newId: () => string;
  audit: Pick<AuditTrail, 'write'>;
};

/** Presets of kinds of meetings: read by everybody who plans, changed with the right `presets.change`. */
export function presetRoutes({ accounts, presets, newId, audit }: PresetRoutesOptions): FastifyPluginAsync {
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
        await presets.add(id, request.body);
        await audit.write({ action: 'preset.made', actor: { kind: 'person', id: actorId }, subject: { kind: 'preset', id } });
        return reply.code(201).send({ id, ...request.body });
      },
    );

    app.put('/presets/order', { bodyLimit: BODY_BYTES, schema: { body: OrderPresets } }, async (request, reply) => {
      const actorId = await administrator(request);
      await presets.order(request.body.ids);
      await audit.write({ action: 'preset.ordered', actor: { kind: 'person', id: actorId } });
      return reply.code(204).send();
    });

    app.put(
      '/presets/:id',
      { bodyLimit: BODY_BYTES, schema: { params: Path, body: PresetContent, response: { 200: PresetView } } },
      async (request) => {
        const actorId = await administrator(request);
        const { id } = request.params;
        if (!(await presets.change(id, request.body))) throw new PresetNotFound();
        await audit.write({ action: 'preset.changed', actor: { kind: 'person', id: actorId }, subject: { kind: 'preset', id } });
        return { id, ...request.body };
      },
    );

    app.delete('/presets/:id', { schema: { params: Path } }, async (request, reply) => {
      const actorId = await administrator(request);
      const { id } = request.params;
      if (!(await presets.withdraw(id))) throw new PresetNotFound();
      await audit.write({ action: 'preset.withdrawn', actor: { kind: 'person', id: actorId }, subject: { kind: 'preset', id } });
      return reply.code(204).send();
    });
  };
}
