/** Signing in and out, the guest's identity, and the list of one's own sessions. */
import { GuestReady, Me, SessionView, SignIn } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { NotFound } from '../errors.ts';
import { meOf } from '../person.ts';
import { networkOf } from '../network.ts';
import { browserSecretOf, callerOf, enterWith, requireSignedIn, IdInPath, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';
import { clearCookie, guestCookie, readCookie, readViewerCookies, sessionCookie, setCookie } from './cookies.ts';

const SessionList = z.object({ sessions: z.array(SessionView) });
const SessionPath = z.object({ id: IdInPath });

export function sessionRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { desk, sessions, viewers, secrets, audit, secureCookies } = context;

  app.post('/session', { bodyLimit: SMALL_BODY_BYTES, schema: { body: SignIn, response: { 200: Me } } }, async (request, reply) => {
    const entry = await desk.signIn(request.body, callerOf(request), browserSecretOf(request));
    return meOf(await enterWith(context, request, reply, entry));
  });

  app.delete('/session', async (request, reply) => {
    const signedIn = await viewers.signedIn(readViewerCookies(request.headers.cookie));
    if (signedIn) await desk.signOut(signedIn, callerOf(request));
    return reply
      .header('set-cookie', clearCookie(sessionCookie, secureCookies(request)))
      .code(204)
      .send();
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
