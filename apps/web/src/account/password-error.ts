import type { WireError } from '@saal/protocol';
import type { TFunction } from 'i18next';

/** At least this many characters (protocol: `Password`). */
export const minPasswordLength = 12;

/** What is wrong with a new password before it is sent. */
export function passwordProblem(password: string, t: TFunction<'account'>): string | undefined {
  return password.length < minPasswordLength ? t('passwordError.too-short') : undefined;
}

/** The server's reason for refusing a new password, as the field shows it; undefined when the error is another one. */
export function refusedPassword(error: WireError | undefined, t: TFunction<'account'>): string | undefined {
  if (error?.code !== 'password_too_weak') return undefined;
  switch (error.details?.['reason']) {
    case 'common':
      return t('passwordError.common');
    case 'contains-name':
      return t('passwordError.contains-name');
    default:
      return t('passwordError.too-short');
  }
}
