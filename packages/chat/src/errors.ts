/** What chat refuses. `http/errors.ts` says how Matrix calls it. */

export type ChatErrorCode =
  | 'forbidden'
  | 'not_found'
  | 'unknown_token'
  | 'missing_token'
  | 'bad_json'
  | 'not_json'
  | 'missing_param'
  | 'invalid_param'
  | 'too_large'
  | 'limit_exceeded'
  | 'room_in_use'
  | 'in_use'
  | 'unsupported_room_version'
  | 'bad_state'
  | 'unrecognized'
  | 'user_deactivated'
  | 'wrong_credentials'
  | 'wrong_backup'
  | 'interactive'
  | 'not_yet_uploaded'
  | 'cannot_overwrite'
  | 'unknown';

export class ChatError extends Error {
  readonly code: ChatErrorCode;
  /** Members of the answer besides code and words. */
  readonly details: Record<string, unknown>;

  constructor(code: ChatErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'ChatError';
    this.code = code;
    this.details = details;
  }
}

export const forbiddenError = (message: string): ChatError => new ChatError('forbidden', message);
export const notFoundError = (message: string): ChatError => new ChatError('not_found', message);
export const invalidParam = (message: string): ChatError => new ChatError('invalid_param', message);
export const badJson = (message: string): ChatError => new ChatError('bad_json', message);
