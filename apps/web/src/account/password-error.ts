import type { ClientConfig } from '@saal/client';
import type { WireError } from '@saal/protocol';
import type { TFunction } from 'i18next';

/** At least this many characters (protocol: `Password`), if the house asks for no more. */
const fewest = 12;

/** How many characters a new password has at least. */
export function minLengthOf({ passwordMinLength }: Pick<ClientConfig, 'passwordMinLength'>): number {
  return passwordMinLength ?? fewest;
}

/** What is wrong with a new password before it is sent. @param minLength in characters */
export function passwordProblem(password: string, minLength: number, t: TFunction<'account'>): string | undefined {
  return Array.from(password).length < minLength ? t('passwordError.too-short', { count: minLength }) : undefined;
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
      // The house may ask for more than this page knew when it was loaded.
      return t('passwordError.too-short', { count: Number(error.details?.['minLength'] ?? fewest) });
  }
}
