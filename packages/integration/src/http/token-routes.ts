/** OAuth 2.0 client credentials (RFC 6749 4.4): a key becomes a token for a quarter of an hour, with no more scopes than it needs. */
import { httpStatusOf, TokenBucket, type Clock } from '@saal/foundation';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { applicationScopes } from '@saal/protocol';
import type { Scope } from '../application.ts';
import type { Applications } from '../applications.ts';
import { ApiKeyInvalid } from '../errors.ts';
import type { WireErrorOf } from './v1-caller.ts';

/** Of one application on one server. */
const rate = { burst: 30, perSecond: 1 };
const MOST_BODY_BYTES = 4096;
/** RFC 6749 5.2. */
const Refusal = z.object({
  error: z.enum(['invalid_request', 'invalid_client', 'unsupported_grant_type', 'invalid_scope']),
  error_description: z.string().optional(),
});
const TooMany = Refusal.extend({ error: z.literal('slow_down') });
const Fault = z.object({ error: z.literal('server_error') });
const Granted = z.object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.int(), scope: z.string() });
const Form = z.object({
  grant_type: z.string().max(200).optional(),
  scope: z.string().max(500).optional(),
  client_id: z.string().max(200).optional(),
  client_secret: z.string().max(200).optional(),
});

export function tokenRoutes(
  instance: FastifyInstance,
  { applications, clock, wireErrorOf }: { applications: Applications; clock: Clock; wireErrorOf: WireErrorOf },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const buckets = new Map<string, TokenBucket>();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MOST_BODY_BYTES },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    },
  );
  app.setErrorHandler((error, request, reply) => {
    const { code, message } = wireErrorOf(error, request.log);
    const status = httpStatusOf(code);
    if (status >= 500) return reply.code(status).send({ error: 'server_error' });
    return reply
      .code(status === 429 ? 429 : 400)
      .send({ error: status === 429 ? 'slow_down' : 'invalid_request', error_description: message });
  });
  app.post(
    '/oauth/token',
    {
      // It shows a key, which no page of others can make a browser send.
      config: { askedByServers: true },
      schema: {
        summary: 'A short-lived token for the key of an application (RFC 6749 4.4)',
        consumes: ['application/x-www-form-urlencoded'],
        body: Form,
        response: { 200: Granted, 400: Refusal, 401: Refusal, 429: TooMany, 500: Fault, 503: Fault },
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const { grant_type: grant, scope, client_id: id, client_secret: secret } = request.body;
      const client = basicOf(request.headers.authorization) ?? (id !== undefined && secret !== undefined ? { id, secret } : undefined);
      if (!client) return reply.code(401).header('www-authenticate', 'Basic realm="saal"').send({ error: 'invalid_client' });
      if (grant === undefined) return reply.code(400).send({ error: 'invalid_request', error_description: 'grant_type is missing' });
      if (grant !== 'client_credentials') return reply.code(400).send({ error: 'unsupported_grant_type' });
      const wanted = scope?.split(' ').filter((each) => each !== '');
      if (wanted?.some((each) => !isScope(each))) return reply.code(400).send({ error: 'invalid_scope' });
      try {
        const grantedTo = await applications.clientOf(client.id, client.secret);
        const bucket = buckets.get(grantedTo.id) ?? new TokenBucket(rate, clock.now());
        buckets.set(grantedTo.id, bucket);
        const retryAfterMs = bucket.take(clock.now());
        if (retryAfterMs > 0)
          return await reply
            .code(429)
            .header('retry-after', Math.ceil(retryAfterMs / 1000))
            .send({ error: 'slow_down' });
        const granted = await applications.grantToken(grantedTo, client.secret, wanted?.filter(isScope));
        if (!granted) return await reply.code(400).send({ error: 'invalid_scope' });
        return await reply.send({
          ...{ access_token: granted.token, token_type: 'Bearer', expires_in: granted.forS, scope: granted.scopes.join(' ') },
        });
      } catch (error) {
        if (!(error instanceof ApiKeyInvalid)) throw error;
        return reply.code(401).header('www-authenticate', 'Basic realm="saal"').send({ error: 'invalid_client' });
      }
    },
  );
}

function isScope(text: string): text is Scope {
  return applicationScopes.some((scope) => scope === text);
}

/** RFC 6749 2.3.1: both are form-encoded before they are joined. */
function basicOf(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^basic ([\w+/=-]{1,800})$/i.exec(authorization ?? '')?.[1];
  const [id, secret, ...rest] = encoded === undefined ? [] : Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (id === undefined || secret === undefined || rest.length > 0) return undefined;
  const parsed = new URLSearchParams(`id=${id}&secret=${secret}`);
  return { id: parsed.get('id') ?? '', secret: parsed.get('secret') ?? '' };
}
