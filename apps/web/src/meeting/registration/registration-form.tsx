import type { RegistrationView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Form, type FieldErrors } from '../../ui/form.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './registration-page.module.css';

type Props = {
  registration: RegistrationView;
  /** As this browser's person was called last. */
  name: string;
  pending: boolean;
  onRegister: (name: string) => void;
};

/** How many places there are, and one button for one of them or for the waiting list. */
export function RegistrationForm({ registration: { free, places, waiting }, name: former, pending, onRegister }: Props) {
  const { t } = useTranslation('registration');
  const me = useMe();
  const [name, setName] = useState(former);
  const [errors, setErrors] = useState<FieldErrors>();
  const submit = () => {
    const missing = !me && name.trim() === '' ? t('nameNeeded') : undefined;
    setErrors({ name: missing });
    if (missing === undefined) onRegister(name.trim());
  };
  return (
    <Form onSubmit={submit} errors={errors} aria-label={t('title')}>
      <p className={styles.places}>
        {free > 0 ? t('free', { count: free }) : t('full', { places })}
        {waiting > 0 && <span> {t('waiting', { count: waiting })}.</span>}
      </p>
      {me ? (
        <p>{t('as', { name: me.displayName })}</p>
      ) : (
        <TextField
          label={t('yourName')}
          description={t('yourNameHint')}
          error={errors?.['name']}
          value={name}
          onChange={setName}
          autoComplete="name"
          maxLength={80}
          isRequired
        />
      )}
      <div className={styles.actions}>
        <Button type="submit" variant="primary" size="large" isPending={pending}>
          {free > 0 ? t('register') : t('queue')}
        </Button>
      </div>
    </Form>
  );
}
