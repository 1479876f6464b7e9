import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { Hash } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useApp, useConfig, useMe } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { PublicPage } from '../frame/public-page.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { PasswordField } from '../ui/text-field.tsx';
import styles from './entry.module.css';
import { EmailField, Submit } from './form-parts.tsx';

/** Sign in, or join a meeting without an account. Leads back to where one wanted to go. */
export function SignInPage() {
  const { t } = useTranslation('account');
  const api = useApi();
  const { viewer } = useApp();
  const me = useMe();
  const config = useConfig();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const [next] = useState(search.next ?? '/'); // the address changes before the next page is loaded
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  useDocumentTitle(t('signIn.title'));
  const signIn = useAction(async () => {
    viewer.signedIn(await api.signIn({ email: email.trim(), password }));
    await navigate({ to: next, replace: true });
  });
  if (me && !signIn.pending) return <Navigate to={next} replace />;
  const submit = () => {
    const wrong: FieldErrors = {
      email: email.trim() === '' ? t('common:required') : undefined,
      password: password === '' ? t('common:required') : undefined,
    };
    setErrors(wrong);
    if (!wrong['email'] && !wrong['password']) signIn.run();
  };
  return (
    <PublicPage>
      <div className={styles.stack}>
        <h1>{t('signIn.title')}</h1>
        {config.setupNeeded && (
          <Notice live={false} title={t('signIn.setupNeeded')}>
            {t('signIn.setupNeededText')}
          </Notice>
        )}
        <Form onSubmit={submit} errors={errors} aria-label={t('signIn.title')}>
          {signIn.error && <ErrorNotice error={signIn.error} />}
          <EmailField value={email} onChange={setEmail} error={errors?.['email']} />
          <PasswordField
            label={t('password')}
            name="password"
            autoComplete="current-password"
            isRequired
            value={password}
            onChange={setPassword}
            error={errors?.['password']}
          />
          <Submit label={t('signIn.submit')} isPending={signIn.pending} />
        </Form>
        <p className={styles.lead}>{t('signIn.forgotten')}</p>
        <div className={styles.other}>
          <h2>{t('signIn.noAccount')}</h2>
          <p className={styles.lead}>{t('signIn.noAccountText')}</p>
          <LinkButton to="/join" icon={<Hash aria-hidden="true" size={20} strokeWidth={1.75} />}>
            {t('signIn.byNumber')}
          </LinkButton>
        </div>
      </div>
    </PublicPage>
  );
}
