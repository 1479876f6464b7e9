/** What a provider says of sessions that are over, and where browsers come back to from signing out there. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { SignInFailed, SignOutRefused } from '../errors.ts';
import type { LogoutMessage } from '../single-sign-on-ports.ts';
import { callerOf, type AccountsContext } from './context.ts';
import { formOf, ProviderPath, queryOf, takeForms } from './provider-messages.ts';

/** A LogoutRequest holds a name, a signature and perhaps its certificate. */
const FORM_BYTES = 128 * 1024;
const SIGNED_OUT = '/sign-in?left=true';

/** Where browsers come back to from a provider, to be out. */
export const backUriOf = (baseUrl: string, id: string): string => `${baseUrl}/api/sign-in/${id}/signed-out`;
/** Where a provider says that sessions are over, itself or by a browser. */
export const logoutUriOf = (baseUrl: string, id: string): string => `${baseUrl}/api/sign-in/${id}/logout`;

export function singleSignOutRoutes(instance: FastifyInstance, context: AccountsContext): void {
  // Addresses hold names and signatures here, so no line of the log may tell of them.
  const quiet = { logLevel: 'silent', schema: { params: ProviderPath } } as const;
  void instance.register((forms, _options, done) => {
    takeForms(forms);
    const app = forms.withTypeProvider<ZodTypeProvider>();
    app.get('/sign-in/:id/logout', quiet, (request, reply) => logOut(context, request, reply, { by: 'link', query: queryOf(request) }));
    // No cookie counts: whose session it is says the provider, and its signature is the proof.
    app.post(
      '/sign-in/:id/logout',
      { bodyLimit: FORM_BYTES, config: { askedByServers: true, postedByOthers: true }, schema: { params: ProviderPath } },
      (request, reply) => logOut(context, request, reply, { by: 'form', form: formOf(request) }),
    );
    // A provider's answer to a sign-out. Nothing depends on it: the session here is over already.
    app.get('/sign-in/:id/signed-out', quiet, (_request, reply) => reply.redirect(SIGNED_OUT, 303));
    app.post('/sign-in/:id/signed-out', { ...quiet, bodyLimit: FORM_BYTES, config: { postedByOthers: true } }, (_request, reply) =>
      reply.redirect(SIGNED_OUT, 303),
    );
    done();
  });
}

async function logOut(
  context: AccountsContext,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  told: { by: 'link'; query: string } | { by: 'form'; form: URLSearchParams },
): Promise<FastifyReply> {
  const { id } = request.params;
  const said = told.by === 'link' ? new URLSearchParams(told.query) : told.form;
  // Providers that know one address of ours only send their answers here as well.
  if (said.has('SAMLResponse') && !said.has('SAMLRequest')) return reply.redirect(SIGNED_OUT, 303);
  const message: LogoutMessage = { ...told, to: logoutUriOf(context.baseUrl(request), id) };
  try {
    const next = await context.singleSignOut.logOut(id, message, callerOf(request));
    // Of SAML a browser brings it, which goes on; of OpenID Connect the provider's server, which wants nothing but the status.
    return said.has('SAMLRequest') ? await reply.redirect(next ?? SIGNED_OUT, 303) : await reply.code(200).send();
  } catch (error) {
    if (error instanceof SignOutRefused) return reply.redirect(`/sign-in?problem=${error.code}`, 303);
    // Back-Channel Logout 1.0, 2.8: 400 with the words of OAuth, since a provider reads this.
    if (error instanceof SignInFailed) return reply.code(400).send({ error: 'invalid_request', error_description: error.message });
    throw error;
  }
}
