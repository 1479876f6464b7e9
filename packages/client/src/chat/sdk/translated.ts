/** Errors of the Matrix library as those of chat. */
import { ConnectionError, MatrixError } from 'matrix-js-sdk';
import { ChatFailed, type ChatFailure } from '../chat-failed.ts';

const codes: Record<string, ChatFailure> = {
  M_FORBIDDEN: 'forbidden',
  M_NOT_FOUND: 'not_found',
  M_LIMIT_EXCEEDED: 'rate_limited',
  M_TOO_LARGE: 'too_large',
  M_UNKNOWN_TOKEN: 'signed_out',
  M_MISSING_TOKEN: 'signed_out',
};

export function asChatFailed(thrown: unknown): ChatFailed {
  if (thrown instanceof ChatFailed) return thrown;
  if (thrown instanceof MatrixError) {
    const retryAfterMs = thrown.isRateLimitError() ? (thrown.getRetryAfterMs() ?? undefined) : undefined;
    // A server that is being restarted, or its database.
    if ((thrown.httpStatus ?? 0) >= 500) return new ChatFailed('offline', thrown.message, { cause: thrown, retryAfterMs });
    return new ChatFailed(codes[thrown.errcode ?? ''] ?? 'failed', thrown.message, { cause: thrown, retryAfterMs });
  }
  if (thrown instanceof DOMException && thrown.name === 'AbortError') return new ChatFailed('aborted', 'given up', { cause: thrown });
  // What `fetch` throws when nothing answers.
  if (thrown instanceof ConnectionError || thrown instanceof TypeError) return new ChatFailed('offline', 'no answer', { cause: thrown });
  return new ChatFailed('failed', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}

/** @throws {ChatFailed} whatever it was */
export async function translated<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    throw asChatFailed(error);
  }
}
