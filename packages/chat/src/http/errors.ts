/** How Matrix calls what chat refuses (client-server API, "Standard error response"). */
import { databaseAway, newId, SaalError } from '@saal/foundation';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError } from 'zod';
import { ChatError, type ChatErrorCode } from '../errors.ts';

const table: Record<ChatErrorCode, [status: number, errcode: string]> = {
  forbidden: [403, 'M_FORBIDDEN'],
  not_found: [404, 'M_NOT_FOUND'],
  unknown_token: [401, 'M_UNKNOWN_TOKEN'],
  missing_token: [401, 'M_MISSING_TOKEN'],
  bad_json: [400, 'M_BAD_JSON'],
  not_json: [400, 'M_NOT_JSON'],
  missing_param: [400, 'M_MISSING_PARAM'],
  invalid_param: [400, 'M_INVALID_PARAM'],
  too_large: [413, 'M_TOO_LARGE'],
  limit_exceeded: [429, 'M_LIMIT_EXCEEDED'],
  room_in_use: [400, 'M_ROOM_IN_USE'],
  in_use: [409, 'M_UNKNOWN'],
  unsupported_room_version: [400, 'M_UNSUPPORTED_ROOM_VERSION'],
  bad_state: [403, 'M_BAD_STATE'],
  unrecognized: [404, 'M_UNRECOGNIZED'],
  user_deactivated: [403, 'M_USER_DEACTIVATED'],
  wrong_credentials: [403, 'M_FORBIDDEN'],
  wrong_backup: [403, 'M_WRONG_ROOM_KEYS_VERSION'],
  interactive: [401, 'M_FORBIDDEN'],
  not_yet_uploaded: [504, 'M_NOT_YET_UPLOADED'],
  cannot_overwrite: [409, 'M_CANNOT_OVERWRITE_MEDIA'],
  unknown: [400, 'M_UNKNOWN'],
};

export function answerMatrixError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const told = asChatError(error);
  if (told) {
    const [status, errcode] = table[told.code];
    const { retry_after_ms: retryAfterMs } = told.details;
    if (typeof retryAfterMs === 'number') void reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
    void reply.status(status).send({ errcode, error: told.message, ...told.details });
    return;
  }
  if (databaseAway(error)) {
    request.log.error({ err: error }, 'the database is away');
    void reply.status(503).header('retry-after', 2).send({ errcode: 'M_UNKNOWN', error: 'not ready, come again' });
    return;
  }
  const incident = newId().slice(0, 8);
  request.log.error({ err: error, incident }, 'request failed');
  void reply.status(500).send({ errcode: 'M_UNKNOWN', error: `a fault of ours, incident ${incident}` });
}

function asChatError(error: FastifyError | Error): ChatError | undefined {
  if (error instanceof ChatError) return error;
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    const where = issue?.path.join('.') ?? '';
    const isMissing = issue?.code === 'invalid_type' && issue.input === undefined;
    return new ChatError(isMissing ? 'missing_param' : 'bad_json', `${where}: ${issue?.message ?? 'does not fit'}`);
  }
  if (error instanceof SaalError) return fromAccounts(error);
  // PostgreSQL's "untranslatable character" and "invalid byte sequence": U+0000, which no text of it holds.
  if ('code' in error && (error.code === '22021' || error.code === '22P05')) return new ChatError('bad_json', 'U+0000 stands in no name');
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return new ChatError('too_large', 'the body is too large');
  if (status === 429) return new ChatError('limit_exceeded', 'too many requests', { retry_after_ms: 1_000 });
  return status !== undefined && status >= 400 && status < 500 ? new ChatError('unknown', error.message) : undefined;
}

/** Refusals of a sign-in. */
function fromAccounts(error: SaalError): ChatError | undefined {
  switch (error.code) {
    case 'wrong_credentials':
      return new ChatError('wrong_credentials', 'the name or the password is wrong');
    case 'account_disabled':
      return new ChatError('user_deactivated', 'this account is disabled');
    case 'app_password_needed':
      return new ChatError('forbidden', 'this account has a second factor: make an app password for this program');
    case 'rate_limited': {
      const wait = error.details?.['retryAfterMs'];
      return new ChatError('limit_exceeded', 'too many attempts', { retry_after_ms: typeof wait === 'number' ? wait : 5_000 });
    }
    default:
      return undefined;
  }
}
