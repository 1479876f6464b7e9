import { RequestFailed } from '@saal/client';
import type { WireError } from '@saal/protocol';

/** What was thrown, as an error with a code; what is not the server's is `internal`. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof RequestFailed) return thrown.error;
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}
