import { useTranslation } from 'react-i18next';
import { useConfig } from '../app/app-context.ts';
import { minLengthOf } from './password-error.ts';
import { PasswordField } from '../ui/text-field.tsx';
import { VisuallyHidden } from '../ui/visually-hidden.tsx';

export interface NewPasswordFieldProps {
  /** Default: just "password", where no other one is asked for. */
  label?: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

/** A password the server does not know yet, with what is asked of it. */
export function NewPasswordField({ label, ...field }: NewPasswordFieldProps) {
  const { t } = useTranslation('account');
  const count = minLengthOf(useConfig());
  return (
    <PasswordField
      {...field}
      label={label ?? t('password')}
      description={t('passwordHint', { count })}
      name="password"
      autoComplete="new-password"
      isRequired
    />
  );
}

/** Tells password managers whose password a form is about. */
export function WhosePassword({ email }: { email: string }) {
  return (
    <VisuallyHidden>
      <input type="text" name="username" autoComplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
    </VisuallyHidden>
  );
}
