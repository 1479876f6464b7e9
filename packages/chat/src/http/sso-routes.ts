/** A client sends its person to our sign-in page, and gets it back with a token (client-server API, "SSO client login"). */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ChatError } from '../errors.ts';
import { addressOfClient } from '../login-tokens.ts';
import { bodyOf, queryOf, type ChatParts } from './context.ts';

export function ssoRoutes(app: FastifyInstance, { baseUrl }: ChatParts): void {
  app.get('/login/sso/redirect', async (request, reply) => {
    const { href } = addressOfClient(queryOf(request)['redirectUrl']);
    const query = new URLSearchParams({ redirectUrl: href });
    return reply.redirect(`${baseUrl(request)}/sign-in/client?${query}`, 302);
  });
}

/** Asked by that page alone, when its person agrees. */
export function consentRoute(app: FastifyInstance, { accounts, loginTokens, ownOrigin }: ChatParts): void {
  app.post('/_matrix/client/unstable/eu.saal/consent', async (request) => {
    const person = ownOrigin(request) ? await accounts.signedIn(request.headers.cookie) : undefined;
    if (!person) throw new ChatError('forbidden', 'nobody is signed in here');
    const { redirect_url } = bodyOf(z.object({ redirect_url: z.string() }), request);
    return { url: await loginTokens.lead(person.id, redirect_url) };
  });
}
