import type { ErrorCode, WireError } from '@saal/protocol';

/** The server refused or could not answer; screens translate `code`, `error.details` may hold a waiting time or a limit. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly error: WireError;
  /** HTTP status, where it came by REST. */
  readonly status: number | undefined;

  constructor(error: WireError, options: { status?: number; cause?: unknown } = {}) {
    super(`${error.code}: ${error.message}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.error = error;
    this.status = options.status;
  }

  get code(): ErrorCode {
    return this.error.code;
  }
}

/** Any thrown thing as an error of the wire; what is not ours is `internal`. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof RequestFailed) return thrown.error;
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}
