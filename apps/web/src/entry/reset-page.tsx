import type { CheckedPasswordReset } from '@saal/client';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NewPasswordField, WhosePassword } from '../account/new-password-field.tsx';
import { minLengthOf, passwordProblem, refusedPassword } from '../account/password-error.ts';
import { useApi, useApp, useConfig, useMe } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { MessagePage } from '../frame/message-page.tsx';
import { PublicPage } from '../frame/public-page.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { BrokenLink } from './broken-link.tsx';
import styles from './entry.module.css';
import { Submit } from './form-parts.tsx';
import { useLinkToken } from '../app/use-link-token.ts';

/** `/reset#<token>`: somebody who forgot their password sets a new one. */
export function ResetPage() {
  const { t } = useTranslation('account');
  const api = useApi();
  const token = useLinkToken();
  const [checked] = useLoaded(useCallback(() => api.checkPasswordReset({ token }), [api, token]));
  useDocumentTitle(t('reset.title'));
  switch (checked.state) {
    case 'loading':
      return <Waiting page />;
    case 'failed':
      return <BrokenLink error={checked.error} askAgain={t('reset.askAgain')} />;
    case 'ready':
      return <NewPassword token={token} account={checked.value} />;
  }
}

function NewPassword({ token, account }: { token: string; account: CheckedPasswordReset }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const { viewer } = useApp();
  const me = useMe();
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const reset = useAction(async () => {
    await api.resetPassword({ token, password });
    // All sessions of this account are over, also one in this browser.
    if (me?.email === account.email) viewer.signedOut();
  });
  const refused = refusedPassword(reset.error, t);
  const minLength = minLengthOf(useConfig());
  const submit = () => {
    const wrong = passwordProblem(password, minLength, t);
    setErrors({ password: wrong });
    if (wrong === undefined) reset.run();
  };
  if (reset.error?.code === 'link_invalid') return <BrokenLink error={reset.error} askAgain={t('reset.askAgain')} />;
  if (reset.done) {
    return (
      <MessagePage
        title={t('reset.doneTitle')}
        actions={
          <LinkButton variant="primary" to="/">
            {t('link.toSignIn')}
          </LinkButton>
        }
      >
        {t('reset.doneText')}
      </MessagePage>
    );
  }
  return (
    <PublicPage>
      <div className={styles.stack}>
        <div className={styles.head}>
          <h1>{t('reset.title')}</h1>
          <p className={styles.lead}>{t('reset.lead', { name: account.displayName, email: account.email })}</p>
        </div>
        <Form onSubmit={submit} errors={errors} aria-label={t('reset.title')}>
          {reset.error && refused === undefined && <ErrorNotice error={reset.error} />}
          <WhosePassword email={account.email} />
          <NewPasswordField label={t('reset.password')} value={password} onChange={setPassword} error={errors?.['password'] ?? refused} />
          <Submit label={t('reset.submit')} isPending={reset.pending} />
        </Form>
      </div>
    </PublicPage>
  );
}
