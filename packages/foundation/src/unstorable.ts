/**
 * Whether this error of `pg` says that text holds U+0000 or half of a surrogate pair, which PostgreSQL does not store: what was sent with
 * one is refused, and nothing it could find either.
 */
export function isUnstorable(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  // As text it is one of these two; in JSON, half of a pair is all that we write and PostgreSQL does not read.
  const isJson = 'routine' in error && typeof error.routine === 'string' && /^json_\w*error$/.test(error.routine);
  return error.code === '22021' || error.code === '22P05' || (error.code === '22P02' && isJson);
}
