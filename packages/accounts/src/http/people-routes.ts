/** What administrators do: see people, change their access, invite. And the invited person's side of it. */
import {
  AcceptInvitation,
  ChangePerson,
  CheckedInvitation,
  CheckInvitation,
  CreatedInvitation,
  CreateInvitation,
  InvitationView,
  Me,
  PeopleFilter,
  PeoplePage,
  PersonId,
  PersonView,
  SetUp,
} from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { withoutControls } from '../controls.ts';
import { viewOfInvitation } from '../invitation.ts';
import { viewOf } from '../person.ts';
import { meIn, callerOf, IdInPath, requireRight, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';
import { enterOrWait } from './second-step-routes.ts';

const PeopleQuery = z.object({
  search: z.string().max(80).transform(withoutControls).default(''),
  filter: PeopleFilter.default('all'),
  after: IdInPath.optional(),
});
const PAGE = 100;
const InvitationList = z.object({ invitations: z.array(InvitationView) });
const InvitationPath = z.object({ id: IdInPath });

export function peopleRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { people, peopleList, newcomers, baseUrl } = context;

  app.get('/people', { schema: { querystring: PeopleQuery, response: { 200: PeoplePage } } }, async (request) => {
    await requireRight(context, request, 'people.read', 'list people');
    const { search, filter, after } = request.query;
    const [found, total] = await Promise.all([peopleList.page(search, filter, after, PAGE + 1), peopleList.count(search, filter)]);
    const shown = found.slice(0, PAGE);
    return {
      people: shown.map(({ person, source, secondFactor }) => ({ ...viewOf(person), source, secondFactor })),
      ...{ more: found.length > PAGE, total },
    };
  });

  app.patch(
    '/people/:id',
    { bodyLimit: SMALL_BODY_BYTES, schema: { params: z.object({ id: PersonId }), body: ChangePerson, response: { 200: PersonView } } },
    async (request) => {
      const by = await requireRight(context, request, 'people.read', 'change people');
      return viewOf(await people.changeAccess(by, request.params.id, request.body, callerOf(request)));
    },
  );

  app.post(
    '/invitations',
    { bodyLimit: SMALL_BODY_BYTES, schema: { body: CreateInvitation, response: { 201: CreatedInvitation } } },
    async (request, reply) => {
      const by = await requireRight(context, request, 'people.invite', 'invite');
      const { id, token, expiresAtMs } = await newcomers.invite(by, request.body, callerOf(request));
      // In the fragment, which browsers keep to themselves: no log and no Referer holds it (A10).
      return reply.code(201).send({ id, url: `${baseUrl(request)}/invitation#${token}`, expiresAtMs });
    },
  );

  app.get('/invitations', { schema: { response: { 200: InvitationList } } }, async (request) => {
    await requireRight(context, request, 'people.invite', 'list invitations');
    return { invitations: (await newcomers.openInvitations()).map(viewOfInvitation) };
  });

  app.delete('/invitations/:id', { schema: { params: InvitationPath } }, async (request, reply) => {
    const by = await requireRight(context, request, 'people.invite', 'withdraw invitations');
    await newcomers.withdraw(by, request.params.id, callerOf(request));
    return reply.code(204).send();
  });
}

/** Of people who have no account yet. */
export function newcomerRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { newcomers } = context;

  app.post('/setup', { bodyLimit: SMALL_BODY_BYTES, schema: { body: SetUp, response: { 200: Me } } }, async (request, reply) => {
    const { token, ...applicant } = request.body;
    const person = await newcomers.setUp(token, applicant, callerOf(request));
    return meIn(context, await enterOrWait(context, request, reply, person));
  });

  app.post(
    '/invitations/check',
    { bodyLimit: SMALL_BODY_BYTES, schema: { body: CheckInvitation, response: { 200: CheckedInvitation } } },
    async (request) => {
      const { email, invitedByName } = await newcomers.check(request.body.token, callerOf(request));
      return { invitedBy: invitedByName, ...(email === null ? {} : { email }) };
    },
  );

  app.post(
    '/invitations/accept',
    { bodyLimit: SMALL_BODY_BYTES, schema: { body: AcceptInvitation, response: { 200: Me } } },
    async (request, reply) => {
      const { token, ...applicant } = request.body;
      const person = await newcomers.accept(token, applicant, callerOf(request));
      return meIn(context, await enterOrWait(context, request, reply, person));
    },
  );
}
