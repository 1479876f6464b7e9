import type { AuthenticatorSetUp } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { CodeField } from './code-field.tsx';
import { QrCode } from './qr-code.tsx';
import styles from './security.module.css';

/** The picture and the key of a new authenticator app, and the code that confirms it. */
export function AuthenticatorForm({ setUp, onCode }: { setUp: AuthenticatorSetUp; onCode: (code: string) => Promise<void> }) {
  const { t } = useTranslation('security');
  const [code, setCode] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const confirm = useAction(() => onCode(code));
  const submit = () => {
    const missing = code.trim() === '' ? t('common:required') : undefined;
    setErrors({ code: missing });
    if (missing === undefined) confirm.run();
  };
  return (
    <div className={styles.setUp}>
      <p>{t('app.scan')}</p>
      <QrCode text={setUp.uri} label={t('app.qr')} />
      <p>
        {t('app.key')}: <code className={styles.key}>{setUp.secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <CopyButton size="small" text={setUp.secret} label={t('app.copyKey')} />
      <Form onSubmit={submit} errors={errors}>
        {confirm.error && <ErrorNotice error={confirm.error} />}
        <CodeField value={code} onChange={setCode} error={errors?.['code']} />
        <div className={styles.row}>
          <Button type="submit" variant="primary" isPending={confirm.pending}>
            {t('app.confirm')}
          </Button>
        </div>
      </Form>
    </div>
  );
}
