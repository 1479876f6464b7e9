import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ZodError } from 'zod';
import { databaseAway, httpStatusOf, isUnstorable, newId, SaalError } from '@saal/foundation';
import type { WireError } from '@saal/protocol';

/** There is nothing at this address of the API. */
export class NotFound extends SaalError {
  readonly code = 'not_found';
  constructor() {
    super('there is nothing at this address');
  }
}

/** Too many requests from one address. */
export class RateLimited extends SaalError {
  readonly code = 'rate_limited';
  constructor(retryAfterMs: number) {
    super('too many requests from this address', { details: { retryAfterMs } });
  }
}

/**
 * What the client is told about anything thrown. Faults of ours are logged under an incident number and told as
 * nothing but that number.
 */
export function wireErrorOf(error: unknown, log: Pick<FastifyBaseLogger, 'error'>): WireError {
  if (error instanceof SaalError) return error.toWire();
  if (error instanceof ZodError) return badRequest(error.issues[0]?.path.map(String) ?? [], error.issues[0]?.message);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    return badRequest(first?.instancePath.split('/').filter((part) => part !== '') ?? [], first?.message);
  }
  const status = statusCodeOf(error);
  if (status === 413) return { code: 'message_too_large', message: 'the body is too large' };
  if (status !== undefined && status >= 400 && status < 500)
    return { code: 'bad_request', message: error instanceof Error ? error.message : 'bad request' };
  if (isUnstorable(error)) return { code: 'bad_request', message: 'U+0000 and halves of characters stand in no text' };
  const away = databaseAway(error);
  if (away) {
    log.error({ err: error }, 'the database is away');
    return away.toWire();
  }
  const incident = newId().slice(0, 8);
  log.error({ err: error, incident }, 'request failed');
  return { code: 'internal', message: `a fault of ours, incident ${incident}`, details: { incident } };
}

/** Fastify's error handler: `{ error: WireError }` with the status of its code. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const wire = wireErrorOf(error, request.log);
  const retryAfterMs = wire.details?.['retryAfterMs'];
  if (typeof retryAfterMs === 'number') void reply.header('retry-after', Math.ceil(retryAfterMs / 1000));
  void reply
    .status(httpStatusOf(wire.code))
    .type('application/json')
    .send(JSON.stringify({ error: wire }));
}

function badRequest(path: readonly string[], message = 'does not fit'): WireError {
  const where = path.join('.');
  return { code: 'bad_request', message: where === '' ? message : `${where}: ${message}`, details: { path: where } };
}

function statusCodeOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}
