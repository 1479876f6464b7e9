import { UserCheck, UserPlus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './account.module.css';

/** Who may plan meetings on one's behalf; withdrawn, it ends at once. */
export function DelegatesCard() {
  const { t } = useTranslation('planning');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.delegations(), [api]));
  const [email, setEmail] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const add = useAction(async (address: string) => {
    await api.nameDelegate({ email: address });
    setEmail('');
    reload();
  });
  const withdraw = useAction(async (id: string) => {
    await api.withdrawDelegate(id);
    reload();
  });
  const submit = () => {
    const address = email.trim();
    const wrong = !/^\S+@\S+\.\S+$/.test(address);
    setErrors({ email: wrong ? t('common:emailWrong') : undefined });
    if (!wrong) add.run(address);
  };
  const error = add.error ?? withdraw.error;
  const delegates = loaded.state === 'ready' ? loaded.value.delegates : [];
  return (
    <Card title={t('delegates.title')} lead={t('delegates.lead')}>
      {error && <ErrorNotice error={error} />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && delegates.length === 0 && <p>{t('delegates.none')}</p>}
      {delegates.length > 0 && (
        <ul className={styles.sessions} aria-label={t('delegates.title')}>
          {delegates.map(({ id, displayName }) => (
            <li key={id} className={styles.session}>
              <UserCheck aria-hidden="true" size={24} strokeWidth={1.5} />
              <span>{displayName}</span>
              <Button
                size="small"
                onPress={() => withdraw.run(id)}
                isDisabled={withdraw.pending}
                aria-label={t('delegates.withdrawThis', { name: displayName })}
              >
                {t('delegates.withdraw')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Form onSubmit={submit} errors={errors}>
        <TextField
          label={t('delegates.email')}
          description={t('delegates.emailHint')}
          type="email"
          autoComplete="off"
          value={email}
          onChange={setEmail}
          error={errors?.['email']}
        />
        <div>
          <Button type="submit" icon={<UserPlus aria-hidden="true" size={20} strokeWidth={1.75} />} isPending={add.pending}>
            {t('delegates.add')}
          </Button>
        </div>
      </Form>
    </Card>
  );
}
