import type { Me } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useConfig } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { PasswordField } from '../ui/text-field.tsx';
import styles from './account.module.css';
import { NewPasswordField, WhosePassword } from './new-password-field.tsx';
import { minLengthOf, passwordProblem, refusedPassword } from './password-error.ts';

/** Changing the password needs the former one. */
export function PasswordCard({ me }: { me: Me }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const change = useAction(async () => {
    await api.changePassword({ current, next });
    setCurrent('');
    setNext('');
  });
  const refused = refusedPassword(change.error, t);
  const wrongCurrent = change.error?.code === 'wrong_credentials' ? t('passwordError.current') : undefined;
  const minLength = minLengthOf(useConfig());
  const submit = () => {
    const wrong: FieldErrors = { current: current === '' ? t('common:required') : undefined, next: passwordProblem(next, minLength, t) };
    setErrors(wrong);
    if (!wrong['current'] && !wrong['next']) change.run();
  };
  return (
    <Card title={t('passwordCard.title')} lead={t('passwordCard.lead')}>
      <Form onSubmit={submit} errors={errors}>
        {change.error && !refused && !wrongCurrent && <ErrorNotice error={change.error} />}
        {change.done && <Notice tone="good">{t('passwordCard.changed')}</Notice>}
        <WhosePassword email={me.email} />
        <div className={styles.two}>
          <PasswordField
            label={t('passwordCard.current')}
            autoComplete="current-password"
            isRequired
            value={current}
            onChange={setCurrent}
            error={errors?.['current'] ?? wrongCurrent}
          />
          <NewPasswordField label={t('passwordCard.next')} value={next} onChange={setNext} error={errors?.['next'] ?? refused} />
        </div>
        <div className={styles.end}>
          <Button type="submit" isPending={change.pending}>
            {t('passwordCard.submit')}
          </Button>
        </div>
      </Form>
    </Card>
  );
}
