import { useTranslation } from 'react-i18next';
import { TextField } from '../ui/text-field.tsx';

/** The six figures of an authenticator app; phones offer them from their own. */
export function CodeField(field: { value: string; onChange: (value: string) => void; error: string | undefined; autoFocus?: boolean }) {
  const { t } = useTranslation('security');
  return (
    <TextField
      {...field}
      label={t('app.code')}
      description={t('app.codeHint')}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={8}
      isRequired
    />
  );
}
