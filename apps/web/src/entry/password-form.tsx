import type { Me } from '@saal/client';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useApp } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { needsSecondStep } from '../security/needs-second-step.ts';
import { PasskeySignIn } from '../security/passkey-sign-in.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { PasswordField } from '../ui/text-field.tsx';
import styles from './entry.module.css';
import { EmailField, Submit } from './form-parts.tsx';

/** Signs in with a password or passkey of this server and goes on to `next`, or to the second step; `onPending` keeps the page from going there by itself meanwhile. */
export function PasswordForm({ next, onPending }: { next: string; onPending: (pending: boolean) => void }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const { viewer } = useApp();
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const enter = async (signedIn: Me) => {
    viewer.signedIn(signedIn);
    await navigate({ to: next, replace: true });
  };
  const signIn = useAction(async () => {
    onPending(true);
    try {
      await enter(await api.signIn({ email: email.trim(), password }));
    } catch (error) {
      if (!needsSecondStep(error)) throw error;
      await navigate({ to: '/sign-in/second', search: { next } });
    } finally {
      onPending(false);
    }
  });
  const submit = () => {
    const wrong: FieldErrors = {
      email: email.trim() === '' ? t('common:required') : undefined,
      password: password === '' ? t('common:required') : undefined,
    };
    setErrors(wrong);
    if (!wrong['email'] && !wrong['password']) signIn.run();
  };
  return (
    <>
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
      <PasskeySignIn onSignedIn={enter} />
      <p className={styles.lead}>{t('signIn.forgotten')}</p>
    </>
  );
}
