/** Signing in and out, the guest's identity, and the list of one's own sessions. */
import { GuestReady, Me, SessionView, SignIn, type SignedOut } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { NotFound } from '../errors.ts';
import { networkOf } from '../network.ts';
import { browserSecretOf, callerOf, meIn, requireSignedIn, IdInPath, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';
import { clearCookie, guestCookie, readCookie, readViewerCookies, sessionCookie, setCookie } from './cookies.ts';
import { backUriOf } from './single-sign-out-routes.ts';
import { enterOrWait } from './second-step-routes.ts';

const SessionList = z.object({ sessions: z.array(SessionView) });
const SessionPath = z.object({ id: IdInPath });

export function sessionRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { desk, sessions, viewers, singleSignOut, secrets, audit, secureCookies, baseUrl } = context;

  app.post('/session', { bodyLimit: SMALL_BODY_BYTES, schema: { body: SignIn, response: { 200: Me } } }, async (request, reply) => {
    const person = await desk.prove(request.body, callerOf(request), browserSecretOf(request));
    return meIn(context, await enterOrWait(context, request, reply, person));
  });

  app.delete('/session', async (request, reply) => {
    const signedIn = await viewers.signedIn(readViewerCookies(request.headers.cookie));
    const origin = signedIn && (await singleSignOut.originOf(signedIn.session.id));
    if (signedIn) await desk.signOut(signedIn, callerOf(request));
    reply.header('set-cookie', clearCookie(sessionCookie, secureCookies(request)));
    const url = origin && (await singleSignOut.endThere(origin, (provider) => backUriOf(baseUrl(request), provider)));
    return url === undefined ? reply.code(204).send() : reply.send({ url } satisfies SignedOut);
  });

  app.get('/me/sessions', { schema: { response: { 200: SessionList } } }, async (request) => ({
    sessions: await sessions.list(await requireSignedIn(context, request)),
  }));

  app.delete('/me/sessions/:id', { schema: { params: SessionPath } }, async (request, reply) => {
    const { person, session } = await requireSignedIn(context, request);
    if (!(await sessions.end(person.id, request.params.id))) throw new NotFound('session');
    await audit.write({ action: 'session-ended', actorId: person.id, subjectId: request.params.id, network: networkOf(request.ip) });
    if (request.params.id === session.id) reply.header('set-cookie', clearCookie(sessionCookie, secureCookies(request)));
    return reply.code(204).send();
  });

  app.post('/guest', { bodyLimit: SMALL_BODY_BYTES, schema: { response: { 200: GuestReady } } }, (request, reply) => {
    const secret = readCookie(request.headers.cookie, guestCookie) ?? secrets.newSecret();
    reply.header('set-cookie', setCookie(guestCookie, secret, secureCookies(request)));
    return { ready: true as const };
  });
}
