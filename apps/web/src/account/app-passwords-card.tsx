import type { AppPasswordView } from '@saal/client';
import { KeyRound } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { useNow } from '../app/use-now.ts';
import { ago } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/spinner.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useProven } from '../security/use-proven.tsx';
import styles from './account.module.css';

/** Passwords for clients of chat that are no browsers: made here, shown once, revoked one by one. */
export function AppPasswordsCard() {
  const { t } = useTranslation('account');
  const api = useApi();
  const [name, setName] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const [made, setMade] = useState<{ id: string; name: string; password: string }>();
  const [loaded, reload] = useLoaded(useCallback(() => api.appPasswords(), [api]));
  const { proven, dialog } = useProven();
  const make = useAction(async () => {
    const { id, password } = await proven(() => api.createAppPassword({ name }));
    setMade({ id, name: name.trim(), password });
    setName('');
    reload();
  });
  const revoke = useAction(async ({ id }: AppPasswordView) => {
    await api.revokeAppPassword(id);
    if (made?.id === id) setMade(undefined);
    reload();
  });
  const submit = () => {
    const missing = name.trim() === '' ? t('common:required') : undefined;
    setErrors({ name: missing });
    if (missing === undefined) make.run();
  };
  const isFull = make.error?.details?.['reason'] === 'too-many-app-passwords';
  const error = isFull ? revoke.error : (make.error ?? revoke.error);
  return (
    <Card title={t('appPasswords.title')} lead={t('appPasswords.lead')}>
      {isFull && <Notice tone="error">{t('appPasswords.full')}</Notice>}
      {error && <ErrorNotice error={error} />}
      {made && (
        <Notice
          tone="good"
          title={t('appPasswords.made', { name: made.name })}
          actions={<CopyButton text={made.password} label={t('appPasswords.copy')} size="small" />}
          onClose={() => setMade(undefined)}
        >
          <code className={styles.secret}>{made.password}</code>
          <p>{t('appPasswords.once')}</p>
        </Notice>
      )}
      {loaded.state === 'loading' && <Skeleton height="3.5rem" />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && loaded.value.appPasswords.length > 0 && (
        <ul className={styles.sessions} aria-label={t('appPasswords.title')}>
          {loaded.value.appPasswords.map((one) => (
            <AppPassword key={one.id} appPassword={one} onRevoke={() => revoke.run(one)} pending={revoke.pending} />
          ))}
        </ul>
      )}
      <Form onSubmit={submit} errors={errors}>
        <TextField
          label={t('appPasswords.name')}
          description={t('appPasswords.nameHint')}
          isRequired
          maxLength={140}
          value={name}
          onChange={setName}
          error={errors?.['name']}
        />
        <div className={styles.end}>
          <Button type="submit" isPending={make.pending}>
            {t('appPasswords.make')}
          </Button>
        </div>
      </Form>
      {dialog}
    </Card>
  );
}

function AppPassword({ appPassword, onRevoke, pending }: { appPassword: AppPasswordView; onRevoke: () => void; pending: boolean }) {
  const { t } = useTranslation('account');
  const { locale } = useLanguage();
  const nowMs = useNow();
  const { name, lastUsedAtMs } = appPassword;
  return (
    <li className={styles.session}>
      <KeyRound aria-hidden="true" size={24} strokeWidth={1.5} />
      <div>
        <span>{name}</span>
        <small>
          {lastUsedAtMs === undefined
            ? t('appPasswords.neverUsed')
            : t('appPasswords.lastUsed', { when: ago(lastUsedAtMs, nowMs, locale) })}
        </small>
      </div>
      <Button size="small" onPress={onRevoke} isDisabled={pending} aria-label={t('appPasswords.revokeThis', { name })}>
        {t('appPasswords.revoke')}
      </Button>
    </li>
  );
}
