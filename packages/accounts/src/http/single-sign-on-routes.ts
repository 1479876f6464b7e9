/** To a provider of identities and back; what a provider itself asks; and one's own linked sign-ins. */
import { SaalError } from '@saal/foundation';
import { BeginSignIn, BegunSignIn, IdentityList, type Language } from '@saal/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { MAX_ANSWER_BYTES } from '../single-sign-on-ports.ts';
import type { SingleSignOn } from '../single-sign-on.ts';
import { returnPath } from '../return-path.ts';
import { callerOf, IdInPath, requireSignedIn, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';
import { formOf, ProviderPath, queryOf, takeForms } from './provider-messages.ts';
import { backUriOf, logoutUriOf } from './single-sign-out-routes.ts';
import { clearCookie, formJourneyCookie, journeyCookie, readCookie, readViewerCookies, sessionCookie, setCookie } from './cookies.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked by other servers, which have no pages: the check of Origin is left out, and no cookie may count. */
    askedByServers?: true;
    /** A page of others may send this form: the check of Origin is left out, so what it does must be proven otherwise. */
    postedByOthers?: true;
  }
}

/** Signs of base64 are escaped in a form. */
const FORM_BYTES = 2 * MAX_ANSWER_BYTES;
const journeyCookies = { link: journeyCookie, form: formJourneyCookie };
const IdentityPath = z.object({ id: IdInPath });

/** Where browsers come back to from a provider, to be in. */
const redirectUriOf = (baseUrl: string, id: string): string => `${baseUrl}/api/sign-in/${id}/callback`;

export function singleSignOnRoutes(instance: FastifyInstance, context: AccountsContext, singleSignOn: SingleSignOn): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { secureCookies, baseUrl } = context;

  // A request of our own page, not a link: nobody can be sent on this journey by a page of others.
  app.post(
    '/sign-in/:id',
    { bodyLimit: SMALL_BODY_BYTES, schema: { params: ProviderPath, body: BeginSignIn, response: { 200: BegunSignIn } } },
    async (request, reply) => {
      const { id } = request.params;
      if (context.proxySignIn.has(id)) return { url: await enterByProxy(context, request, reply, id, request.body.next) };
      const { url, journeySecret, answersBy } = await singleSignOn.begin(id, redirectUriOf(baseUrl(request), id), request.body.next);
      const secure = secureCookies(request);
      reply.header('set-cookie', setCookie(journeyCookies[answersBy](secure), journeySecret, secure));
      return { url };
    },
  );

  // The address holds the provider's code, so no line of the log may tell of it.
  app.get('/sign-in/:id/callback', { logLevel: 'silent', schema: { params: ProviderPath } }, async (request, reply) => {
    const answer = new URLSearchParams(queryOf(request));
    return comeBack(context, singleSignOn, request, reply, { id: request.params.id, by: 'link', answer });
  });

  app.get('/sign-in/:id/metadata', { schema: { params: ProviderPath } }, (request, reply) => {
    const { id } = request.params;
    const base = baseUrl(request);
    const addresses = { redirectUri: redirectUriOf(base, id), backUri: backUriOf(base, id), logoutUri: logoutUriOf(base, id) };
    const document = singleSignOn.describeUs(id, addresses);
    return reply.type('application/samlmetadata+xml').send(document);
  });

  app.get('/me/identities', { schema: { response: { 200: IdentityList } } }, async (request) => {
    const { person } = await requireSignedIn(context, request);
    return { identities: await singleSignOn.identitiesOf(person.id) };
  });

  app.delete('/me/identities/:id', { schema: { params: IdentityPath } }, async (request, reply) => {
    const { person } = await requireSignedIn(context, request);
    await singleSignOn.unlink(person.id, request.params.id, callerOf(request));
    return reply.code(204).send();
  });

  void app.register((forms, _options, done) => {
    formRoutes(forms, context, singleSignOn);
    done();
  });
}

/** There is no journey: the proxy has done it. @returns where the browser goes on */
async function enterByProxy(
  context: AccountsContext,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  next: string | undefined,
): Promise<string> {
  const header = (name: string): string => [request.headers[name]].flat().join();
  // The connection itself: what is forwarded is told by the proxy, and only this says whether it is one.
  const asked = { peer: request.socket.remoteAddress ?? '', header };
  const { sessionSecret } = await context.proxySignIn.enter(id, asked, callerOf(request));
  await endFormer(context, request);
  reply.header('set-cookie', setCookie(sessionCookie, sessionSecret, context.secureCookies(request)));
  return returnPath(next);
}

/** Whoever was signed in in this browser until now. */
async function endFormer({ viewers, desk }: AccountsContext, request: FastifyRequest): Promise<void> {
  const former = await viewers.signedIn(readViewerCookies(request.headers.cookie));
  if (former) await desk.signOut(former, callerOf(request));
}

/** Apart, since only here a body is a form. */
function formRoutes(instance: FastifyInstance, context: AccountsContext, singleSignOn: SingleSignOn): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  takeForms(app);

  app.post(
    '/sign-in/:id/callback',
    { bodyLimit: FORM_BYTES, config: { postedByOthers: true }, schema: { params: ProviderPath } },
    (request, reply) => comeBack(context, singleSignOn, request, reply, { id: request.params.id, by: 'form', answer: formOf(request) }),
  );
}

async function comeBack(
  context: AccountsContext,
  singleSignOn: SingleSignOn,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, by, answer }: { id: string; by: 'link' | 'form'; answer: URLSearchParams },
): Promise<FastifyReply> {
  const secure = context.secureCookies(request);
  const cookie = journeyCookies[by](secure);
  reply.header('set-cookie', clearCookie(cookie, secure));
  const journeySecret = readCookie(request.headers.cookie, cookie);
  const redirectUri = redirectUriOf(context.baseUrl(request), id);
  try {
    const back = { by, redirectUri, answer, journeySecret, language: languageOf(request) };
    const entry = await singleSignOn.finish(id, back, callerOf(request));
    await endFormer(context, request);
    reply.header('set-cookie', setCookie(sessionCookie, entry.sessionSecret, secure));
    return await reply.redirect(entry.returnPath, 303);
  } catch (error) {
    // Somebody looks at this in a browser: they get a page with a way on, not JSON.
    if (error instanceof SaalError) return await reply.redirect(`/sign-in?problem=${error.code}`, 303);
    throw error;
  }
}

/** The browser's first wish between the two languages there are. */
function languageOf(request: FastifyRequest): Language {
  const wishes = (request.headers['accept-language'] ?? '').toLowerCase().match(/\b(de|en)\b/g);
  return wishes?.[0] === 'en' ? 'en' : 'de';
}
