/** Something of chat could not be done; pages translate `code`. */
export class ChatFailed extends Error {
  override readonly name = 'ChatFailed';
  readonly code: ChatFailure;
  /** The server asked to wait so long. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ChatFailure, message: string, options: { cause?: unknown; retryAfterMs?: number | undefined } = {}) {
    super(`${code}: ${message}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export type ChatFailure =
  | 'signed_out'
  | 'forbidden'
  | 'not_found'
  | 'rate_limited'
  | 'too_large'
  | 'offline'
  | 'aborted'
  | 'wrong_recovery_key'
  | 'no_encryption'
  /** A sealed file is not what was sealed. */
  | 'damaged'
  | 'failed';
