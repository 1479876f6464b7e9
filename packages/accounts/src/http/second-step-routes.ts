/** The second step of signing in, and signing in by passkey alone. */
import {
  AuthenticatorSetUp,
  ConfirmAuthenticator,
  FactorClaim,
  FirstFactorAdded,
  Me,
  PasskeyOptions,
  SecondStepView,
  SignInByPasskey,
} from '@saal/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { FactorRefused, SecondFactorNeeded } from '../errors.ts';
import type { PasskeyUse } from '../passkeys.ts';
import type { Person } from '../person.ts';
import type { Waiting } from '../second-step.ts';
import type { Entry } from '../sign-in.ts';
import { meIn, browserSecretOf, callerOf, enterWith, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';
import { ceremonyCookie, clearCookie, pendingCookie, readCookie, setCookie } from './cookies.ts';

/** A passkey's answer, with room for keys of authenticators that say much about themselves. */
export const PASSKEY_BODY_BYTES = 64 * 1024;

/**
 * The way in of everybody who gave a local password: a session, or the wait for the second step.
 * @throws {SecondFactorNeeded} with the cookie of the wait already set
 */
export async function enterOrWait(context: AccountsContext, request: FastifyRequest, reply: FastifyReply, person: Person): Promise<Person> {
  const pending = await context.secondStep.begin(person);
  if (pending) {
    reply.header('set-cookie', setCookie(pendingCookie, pending.secret, context.secureCookies(request)));
    throw new SecondFactorNeeded(pending.left);
  }
  return enterWith(context, request, reply, await context.desk.enter(person, callerOf(request), browserSecretOf(request)));
}

export function secondStepRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { secondStep, baseUrl, secureCookies, secrets } = context;
  const waitingOf = (request: FastifyRequest): Waiting => ({
    secret: readCookie(request.headers.cookie, pendingCookie),
    origin: baseUrl(request),
  });
  const enter = async (request: FastifyRequest, reply: FastifyReply, entry: Entry): Promise<Me> => {
    const person = await enterWith(context, request, reply, entry);
    reply.header('set-cookie', clearCookie(pendingCookie, secureCookies(request)));
    return meIn(context, person);
  };

  app.get('/session/second-step', { schema: { response: { 200: SecondStepView } } }, (request) => secondStep.view(waitingOf(request)));

  app.post(
    '/session/second-step',
    { bodyLimit: PASSKEY_BODY_BYTES, schema: { body: FactorClaim, response: { 200: Me } } },
    async (request, reply) =>
      enter(request, reply, await secondStep.prove(waitingOf(request), request.body, callerOf(request), browserSecretOf(request))),
  );

  app.post(
    '/session/second-step/passkey-options',
    { bodyLimit: SMALL_BODY_BYTES, schema: { response: { 200: PasskeyOptions } } },
    (request) => secondStep.passkeyOptions(waitingOf(request)),
  );

  app.post(
    '/session/second-step/authenticator',
    { bodyLimit: SMALL_BODY_BYTES, schema: { response: { 200: AuthenticatorSetUp } } },
    (request) => secondStep.draftAuthenticator(waitingOf(request)),
  );

  app.post(
    '/session/second-step/authenticator/confirm',
    { bodyLimit: SMALL_BODY_BYTES, schema: { body: ConfirmAuthenticator, response: { 200: FirstFactorAdded } } },
    async (request, reply) => {
      const { code } = request.body;
      const { entry, added } = await secondStep.confirmAuthenticator(
        ...([waitingOf(request), code, callerOf(request), browserSecretOf(request)] as const),
      );
      return { me: await enter(request, reply, entry), ...added };
    },
  );

  app.post('/session/passkey-options', { bodyLimit: SMALL_BODY_BYTES, schema: { response: { 200: PasskeyOptions } } }, (request, reply) => {
    const secret = readCookie(request.headers.cookie, ceremonyCookie) ?? secrets.newSecret();
    reply.header('set-cookie', setCookie(ceremonyCookie, secret, secureCookies(request)));
    return secondStep.passkeySignInOptions(signInUse(secret, request));
  });

  app.post(
    '/session/passkey',
    { bodyLimit: PASSKEY_BODY_BYTES, schema: { body: SignInByPasskey, response: { 200: Me } } },
    async (request, reply) => {
      const secret = readCookie(request.headers.cookie, ceremonyCookie);
      if (secret === undefined) throw new FactorRefused();
      const entry = await secondStep.signInByPasskey(
        ...([request.body.passkey, signInUse(secret, request), callerOf(request), browserSecretOf(request)] as const),
      );
      return enter(request, reply, entry);
    },
  );

  const signInUse = (secret: string, request: FastifyRequest): PasskeyUse => ({
    origin: baseUrl(request),
    binding: secrets.hash(secret),
    purpose: 'sign-in',
  });
}
