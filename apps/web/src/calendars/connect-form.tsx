import type { CalendarConnectionView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../account/account.module.css';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { Select } from '../ui/select.tsx';
import { PasswordField, TextField } from '../ui/text-field.tsx';

/** Name and password of one's account on a calendar server; tried at once. */
export function ConnectForm({
  servers,
  onConnected,
}: {
  servers: CalendarConnectionView['servers'];
  onConnected: (view: CalendarConnectionView) => void;
}) {
  const { t } = useTranslation('calendars');
  const api = useApi();
  const [server, setServer] = useState(servers[0]?.id ?? '');
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const asksPassword = servers.find(({ id }) => id === server)?.asksPassword ?? true;
  const connect = useAction(async () =>
    onConnected(await api.connectCalendar({ server, userName: userName.trim(), password, writes: true })),
  );
  const submit = () => {
    const missing = {
      userName: userName.trim() === '' ? t('common:required') : undefined,
      password: password === '' ? t('common:required') : undefined,
    };
    if (!asksPassword) return connect.run();
    setErrors(missing);
    if (!missing.userName && !missing.password) connect.run();
  };
  return (
    <Form onSubmit={submit} errors={errors}>
      {connect.error && <ErrorNotice error={connect.error} />}
      {servers.length === 1 && (
        <p>
          {t('connection.server')}: {servers[0]?.name}
        </p>
      )}
      {servers.length > 1 && (
        <Select
          label={t('connection.server')}
          options={servers.map(({ id, name }) => ({ id, label: name }))}
          value={server}
          onChange={setServer}
        />
      )}
      {asksPassword ? (
        <>
          <TextField
            label={t('connection.userName')}
            autoComplete="off"
            isRequired
            maxLength={320}
            value={userName}
            onChange={setUserName}
            error={errors?.['userName']}
          />
          <PasswordField
            label={t('connection.password')}
            description={t('connection.passwordHint')}
            autoComplete="off"
            isRequired
            value={password}
            onChange={setPassword}
            error={errors?.['password']}
          />
        </>
      ) : (
        <p>{t('connection.byHouse')}</p>
      )}
      <div className={styles.end}>
        <Button type="submit" isPending={connect.pending}>
          {t('connection.connect')}
        </Button>
      </div>
    </Form>
  );
}
