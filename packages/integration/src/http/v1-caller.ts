/** What all routes of `/api/v1` share: who asks, how often, and how a refusal is told. No cookie is read here. */
import { httpStatusOf, TokenBucket, type Clock } from '@saal/foundation';
import type { WireError } from '@saal/protocol';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../application.ts';
import { requireScope, type Applications, type Caller } from '../applications.ts';
import { RateLimited } from '../errors.ts';

/** Of one application on one server. */
const rate = { burst: 120, perSecond: 5 };

/** RFC 9457, with the stable code of the product. */
const Problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export const refusals = Object.fromEntries([400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503].map((status) => [status, Problem]));
export const Path = z.object({ id: z.string().max(64) });
export const PageQuery = z.object({
  cursor: z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export const Idempotency = z.object({ 'idempotency-key': z.string().min(1).max(128).optional() });

/** Of lists: where the page begins. */
export function seqOf(cursor: string | undefined): number | undefined {
  return cursor === undefined ? undefined : Number(cursor);
}

export type CallerOf = (request: FastifyRequest, scope: Scope) => Promise<Caller>;
/** What may be told of anything thrown. */
export type WireErrorOf = (error: unknown, log: Pick<FastifyBaseLogger, 'error'>) => WireError;

/** @returns who asks. @throws {ApiKeyInvalid, RateLimited, ScopeMissing} */
export function callers({ applications, clock }: { applications: Applications; clock: Clock }): CallerOf {
  const buckets = new Map<string, TokenBucket>();
  return async (request, scope) => {
    const caller = await applications.callerOf(request.headers.authorization);
    const { id } = caller.application;
    const bucket = buckets.get(id) ?? new TokenBucket(rate, clock.now());
    buckets.set(id, bucket);
    const retryAfterMs = bucket.take(clock.now());
    if (retryAfterMs > 0) throw new RateLimited(retryAfterMs);
    requireScope(caller, scope);
    return caller;
  };
}

/** Refusals as application/problem+json. */
export function answerProblems(app: FastifyInstance, wireErrorOf: WireErrorOf): void {
  app.setErrorHandler((error, request, reply) => {
    const { code, message, details } = wireErrorOf(error, request.log);
    const status = httpStatusOf(code);
    const retryAfterMs = details?.['retryAfterMs'];
    if (typeof retryAfterMs === 'number') void reply.header('retry-after', Math.ceil(retryAfterMs / 1000));
    if (status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply
      .status(status)
      .type('application/problem+json')
      .serializer(JSON.stringify)
      .send({ type: 'about:blank', title: message, status, code, ...(details && { details }) });
  });
}
