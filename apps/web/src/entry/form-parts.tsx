import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './entry.module.css';

/** The address one signs in with. */
export function EmailField(field: { value: string; onChange: (value: string) => void; error: string | undefined }) {
  const { t } = useTranslation('account');
  return <TextField {...field} label={t('email')} type="email" name="username" autoComplete="username webauthn" isRequired />;
}

/** The one thing to do in a form that fills its page. */
export function Submit({ label, isPending }: { label: string; isPending: boolean }) {
  return (
    <div className={styles.full}>
      <Button type="submit" variant="primary" size="large" isPending={isPending}>
        {label}
      </Button>
    </div>
  );
}
