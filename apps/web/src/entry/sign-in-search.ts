/** What the address of the sign-in page may say. */
import type { ErrorCode } from '@saal/protocol';

/** Refusals the way back from a provider may end in; the server names them. */
const problems = [
  'sign_in_expired',
  'sign_in_failed',
  'sign_in_unavailable',
  'sign_in_no_account',
  'sign_out_refused',
  'account_disabled',
  'not_found',
] as const satisfies readonly ErrorCode[];

export interface SignInSearch {
  /** Where signing in leads to. */
  next?: string;
  /** Why signing in by a provider did not work. */
  problem?: (typeof problems)[number];
  /** With a password, also where the form is hidden. */
  local?: boolean;
  /** Just signed out: nobody is led on by itself. */
  left?: boolean;
}

export function signInSearch(search: Record<string, unknown>): SignInSearch {
  const problem = problems.find((code) => code === search['problem']);
  return {
    next: localPath(search['next']),
    ...(problem === undefined ? {} : { problem }),
    ...('local' in search ? { local: true } : {}),
    ...('left' in search ? { left: true } : {}),
  };
}

/** A path of ours, never another site's address. */
export function localPath(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined;
}
