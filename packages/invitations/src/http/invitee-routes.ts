import {
  AnswerPersonalLink,
  ChangeInvitee,
  ColleagueList,
  EnterPersonalLink,
  EnteredPersonalLink,
  Invite,
  InviteeList,
  MovePersonalLink,
  OpenPersonalLink,
  PersonalInvitation,
  PersonalSlots,
  type Language,
  type PersonId,
} from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Bearers } from '../bearers.ts';
import { NotSignedIn } from '../campaign-errors.ts';
import type { Acquaintances } from '../invitee-ports.ts';
import type { Invitees } from '../invitees.ts';

const BODY_BYTES = 128 * 1024;
const SMALL_BODY_BYTES = 4 * 1024;
const MeetingPath = z.object({ id: z.string().max(64) });
const InviteePath = MeetingPath.extend({ inviteeId: z.string().max(64) });
/** A letter finds too many to be of use. */
const Search = z.object({ search: z.string().trim().min(2).max(80) });

/** Who asks, as meetings know them (`key`); a guest has no account. */
export type Asking = { key: string; person?: { id: PersonId; language: Language; external?: boolean } };

export type InviteeRoutesOptions = {
  asking: (cookie: string | undefined) => Promise<Asking | undefined>;
  invitees: Invitees;
  bearers: Bearers;
  people: Pick<Acquaintances, 'search'>;
  baseUrl: (request: FastifyRequest) => string;
  mailAvailable: boolean;
};

/** Inviting by name, for who may change the meeting; and what the bearer of a personal link does. The app answers errors. */
export function inviteeRoutes(options: InviteeRoutesOptions): FastifyPluginAsync {
  const { asking, invitees, bearers, people, baseUrl, mailAvailable } = options;
  const signedIn = async (request: FastifyRequest): Promise<{ id: PersonId; language: Language; external?: boolean }> => {
    const person = (await asking(request.headers.cookie))?.person;
    if (!person) throw new NotSignedIn();
    return person;
  };
  const listed = async (request: FastifyRequest, by: { id: PersonId; external?: boolean }, id: string): Promise<InviteeList> => {
    const list = await invitees.list(by, id, (secret) => `${baseUrl(request)}/i/#${secret}`);
    return { invitees: list.invitees, mail: mailAvailable, ...(list.guestsRefused && { guestsRefused: true as const }) };
  };

  return async (instance) => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    const list = { 200: InviteeList };

    app.get('/colleagues', { schema: { querystring: Search, response: { 200: ColleagueList } } }, async (request) => {
      const { external } = await signedIn(request);
      // Externals find whom they work with, in chat, and invite others by their address.
      return { people: external ? [] : await people.search(request.query.search) };
    });

    app.get('/meetings/:id/invitees', { schema: { params: MeetingPath, response: list } }, async (request) => {
      return listed(request, await signedIn(request), request.params.id);
    });

    app.post(
      '/meetings/:id/invitees',
      { bodyLimit: BODY_BYTES, schema: { params: MeetingPath, body: Invite, response: list } },
      async (request) => {
        const person = await signedIn(request);
        await invitees.invite(person, request.params.id, request.body.invitees);
        return listed(request, person, request.params.id);
      },
    );

    app.patch(
      '/meetings/:id/invitees/:inviteeId',
      { bodyLimit: SMALL_BODY_BYTES, schema: { params: InviteePath, body: ChangeInvitee, response: list } },
      async (request) => {
        const person = await signedIn(request);
        await invitees.change(person.id, request.params.id, request.params.inviteeId, request.body);
        return listed(request, person, request.params.id);
      },
    );

    app.delete('/meetings/:id/invitees/:inviteeId', { schema: { params: InviteePath, response: list } }, async (request) => {
      const person = await signedIn(request);
      await invitees.withdraw(person.id, request.params.id, request.params.inviteeId);
      return listed(request, person, request.params.id);
    });

    app.post(
      '/personal-link',
      { bodyLimit: SMALL_BODY_BYTES, schema: { body: OpenPersonalLink, response: { 200: PersonalInvitation } } },
      (request) => bearers.look(request.body.secret),
    );

    app.post(
      '/personal-link/answer',
      { bodyLimit: SMALL_BODY_BYTES, schema: { body: AnswerPersonalLink, response: { 200: PersonalInvitation } } },
      (request) => bearers.answer(request.body.secret, request.body.answer),
    );

    app.post(
      '/personal-link/slots',
      { bodyLimit: SMALL_BODY_BYTES, schema: { body: OpenPersonalLink, response: { 200: PersonalSlots } } },
      (request) => bearers.slots(request.body.secret),
    );

    app.post(
      '/personal-link/move',
      { bodyLimit: SMALL_BODY_BYTES, schema: { body: MovePersonalLink, response: { 200: PersonalInvitation } } },
      (request) => bearers.move(request.body.secret, request.body.startsAtMs),
    );

    app.post(
      '/personal-link/enter',
      { bodyLimit: SMALL_BODY_BYTES, schema: { body: EnterPersonalLink, response: { 200: EnteredPersonalLink } } },
      async (request) => {
        const who = await asking(request.headers.cookie);
        if (!who) throw new NotSignedIn(); // a guest's browser asks for its identity first
        const { secret, takeOver } = request.body;
        const bearer = { key: who.key, ...(who.person && { personId: who.person.id }) };
        return { meetingId: await bearers.enter(secret, bearer, takeOver) };
      },
    );
  };
}
