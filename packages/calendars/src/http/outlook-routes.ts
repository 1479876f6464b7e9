/** What the add-in for Outlook asks: it shows a token, no cookie; and who may connect one, by their session. */
import {
  ChangeByOutlook,
  ClaimOutlookPairing,
  ConfirmOutlookPairing,
  OutlookClaim,
  OutlookConnections,
  OutlookMeeting,
  OutlookPairing,
  PlanByOutlook,
} from '@saal/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { NotSignedIn } from '../errors.ts';
import type { OutlookLinks } from '../outlook-links.ts';
import type { Colleague, OutlookPlans } from '../ports.ts';
import { signedInBy, type ViewerOf } from './signed-in.ts';

const BODY_BYTES = 16 * 1024;
const Path = z.object({ id: z.string().max(64) });
const answer = { response: { 200: OutlookMeeting } };

export type OutlookRoutesOptions = {
  viewerOf: ViewerOf;
  /** Undefined: the operator has not switched the add-in on. */
  links: OutlookLinks | undefined;
  plans: OutlookPlans;
  baseUrl: (request: FastifyRequest) => string;
};

export function outlookRoutes(instance: FastifyInstance, { viewerOf, links, plans, baseUrl }: OutlookRoutesOptions): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const signedIn = signedInBy(viewerOf);

  app.get('/me/outlook', { schema: { response: { 200: OutlookConnections } } }, async (request) => {
    const personId = await signedIn(request);
    return { available: links !== undefined, connected: links ? await links.count(personId) : 0 };
  });
  if (!links) return;

  app.delete('/me/outlook', async (request, reply) => {
    await links.end(await signedIn(request));
    return reply.code(204).send();
  });

  app.post('/outlook/pairings', { bodyLimit: BODY_BYTES, schema: { response: { 200: OutlookPairing } } }, () => links.begin());

  app.post(
    '/outlook/pairings/claim',
    { bodyLimit: BODY_BYTES, schema: { body: ClaimOutlookPairing, response: { 200: OutlookClaim } } },
    (request) => links.claim(request.body.secret),
  );

  app.post('/outlook/pairings/confirm', { bodyLimit: BODY_BYTES, schema: { body: ConfirmOutlookPairing } }, async (request, reply) => {
    await links.confirm(await signedIn(request), request.body.code);
    return reply.code(204).send();
  });

  const owner = async (request: FastifyRequest): Promise<Colleague> => {
    const [, token] = /^Bearer ([\w-]{43})$/.exec(request.headers.authorization ?? '') ?? [];
    const person = await links.person(token);
    if (!person) throw new NotSignedIn();
    return person;
  };
  const view = (request: FastifyRequest, meeting: Omit<OutlookMeeting, 'url'>): OutlookMeeting => {
    const { id, number, title, startsAtMs, durationMin, passcode, settings } = meeting;
    return { id, number, title, startsAtMs, durationMin, passcode, settings, url: `${baseUrl(request)}/m/${id}` };
  };

  app.post('/outlook/meetings', { bodyLimit: BODY_BYTES, schema: { body: PlanByOutlook, ...answer } }, async (request) =>
    view(request, await plans.plan(await owner(request), request.body)),
  );
  app.get('/outlook/meetings/:id', { schema: { params: Path, ...answer } }, async (request) =>
    view(request, await plans.get((await owner(request)).id, request.params.id)),
  );
  app.patch(
    '/outlook/meetings/:id',
    { bodyLimit: BODY_BYTES, schema: { params: Path, body: ChangeByOutlook, ...answer } },
    async (request) => view(request, await plans.change((await owner(request)).id, request.params.id, request.body)),
  );
  app.delete('/outlook/meetings/:id', { schema: { params: Path } }, async (request, reply) => {
    await plans.remove((await owner(request)).id, request.params.id);
    return reply.code(204).send();
  });
}
