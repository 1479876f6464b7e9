import type { WireError } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form, type FieldErrors } from '../../ui/form.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './invitees.module.css';
import { looksLikeAddress } from './pending-invitee.ts';

/** Asks for the right address of somebody whose invitation went to a wrong one. */
export function CorrectAddress({
  name,
  email,
  onSubmit,
  onClose,
  isPending,
  error,
}: {
  name: string;
  /** The wrong one. */
  email: string;
  onSubmit: (email: string) => void;
  onClose: () => void;
  isPending: boolean;
  error: WireError | undefined;
}) {
  const { t } = useTranslation('invitees');
  const [typed, setTyped] = useState(email);
  const [errors, setErrors] = useState<FieldErrors>();
  const submit = () => {
    const next = typed.trim().toLowerCase();
    const problem = !looksLikeAddress(next) ? t('common:emailWrong') : next === email ? t('correct.same') : undefined;
    setErrors({ email: problem });
    if (problem === undefined) onSubmit(next);
  };
  return (
    <Dialog title={t('correct.title', { name })} isOpen onOpenChange={(open) => !open && onClose()}>
      <Form onSubmit={submit} errors={errors}>
        <p>{t('correct.text')}</p>
        {error && <ErrorNotice error={error} />}
        <TextField
          label={t('correct.email')}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here
          autoFocus
          type="email"
          autoComplete="off"
          value={typed}
          onChange={setTyped}
          error={errors?.['email']}
        />
        <div className={styles.end}>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" variant="primary" isPending={isPending}>
            {t('correct.submit')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
