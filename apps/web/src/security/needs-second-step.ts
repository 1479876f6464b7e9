import { RequestFailed } from '@saal/client';

/** The way in goes on at `/sign-in/second`. */
export function needsSecondStep(error: unknown): boolean {
  return error instanceof RequestFailed && error.code === 'second_factor_needed';
}
