import type { FactorClaim, Me, SecondStepView } from '@saal/client';
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useApp } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { useLoaded } from '../app/use-loaded.ts';
import entry from '../entry/entry.module.css';
import { Submit } from '../entry/form-parts.tsx';
import { PublicPage } from '../frame/public-page.tsx';
import { Button, LinkButton } from '../ui/button.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { TextField } from '../ui/text-field.tsx';
import { AuthenticatorForm } from './authenticator-form.tsx';
import { CodeField } from './code-field.tsx';
import { knowsPasskeys, askForPasskey } from './passkey-browser.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

/** `/sign-in/second`: after the password, a factor is proven, or set up where one is demanded. */
export function SecondStepPage() {
  const { t } = useTranslation('security');
  const api = useApi();
  const { viewer } = useApp();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const [next] = useState(search.next ?? '/');
  const [loaded] = useLoaded(useCallback(() => api.secondStep(), [api]));
  const title = t(loaded.state === 'ready' && loaded.value.setUp ? 'step.setUpTitle' : 'step.title');
  useDocumentTitle(title);
  if (loaded.state === 'loading') return <Waiting page />;
  if (loaded.state === 'failed' && loaded.error.code === 'sign_in_expired') return <Navigate to="/sign-in" search={{ next }} replace />;
  const enter = async (me: Me) => {
    viewer.signedIn(me);
    await navigate({ to: next, replace: true });
  };
  return (
    <PublicPage>
      <div className={entry.stack}>
        <h1>{title}</h1>
        {loaded.state === 'failed' && <ErrorNotice error={loaded.error} />}
        {loaded.state === 'ready' &&
          (loaded.value.setUp ? <FirstAuthenticator onEntered={enter} /> : <Prove view={loaded.value} onEntered={enter} />)}
        <div className={entry.other}>
          <LinkButton to="/sign-in" search={{ next }}>
            {t('step.again')}
          </LinkButton>
        </div>
      </div>
    </PublicPage>
  );
}

function Prove({ view, onEntered }: { view: SecondStepView; onEntered: (me: Me) => Promise<void> }) {
  const { t } = useTranslation('security');
  const api = useApi();
  const has = (method: SecondStepView['methods'][number]) => view.methods.includes(method);
  const [byRecovery, setByRecovery] = useState(!has('authenticator') && !has('passkey'));
  const [typed, setTyped] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const [none, setNone] = useState(false);
  const prove = useAction(async (claim: FactorClaim) => onEntered(await api.proveSecondStep(claim)));
  const passkey = useAction(async () => {
    const used = await askForPasskey(await api.secondStepPasskeyOptions());
    setNone(used === undefined);
    if (used) await onEntered(await api.proveSecondStep({ passkey: used }));
  });
  const submit = () => {
    const missing = typed.trim() === '' ? t('common:required') : undefined;
    setErrors({ code: missing });
    if (missing === undefined) prove.run(byRecovery ? { recoveryCode: typed } : { code: typed });
  };
  const error = prove.error ?? passkey.error;
  const field = { value: typed, onChange: setTyped, error: errors?.['code'], autoFocus: true };
  return (
    <>
      <p className={entry.lead}>{t('step.lead')}</p>
      {error && <ErrorNotice error={error} />}
      {none && <Notice tone="error">{t('passkeys.none')}</Notice>}
      {has('passkey') && knowsPasskeys() && (
        <Button variant={has('authenticator') ? undefined : 'primary'} onPress={passkey.run} isPending={passkey.pending}>
          {t('step.passkey')}
        </Button>
      )}
      {(byRecovery || has('authenticator')) && (
        <Form onSubmit={submit} errors={errors} aria-label={t('step.title')}>
          {byRecovery ? (
            <TextField {...field} key="recovery" name="code" label={t('step.recovery')} autoComplete="off" maxLength={40} isRequired />
          ) : (
            <CodeField {...field} key="code" />
          )}
          <Submit label={t('step.submit')} isPending={prove.pending} />
        </Form>
      )}
      {has('recovery-code') && (!byRecovery || has('authenticator')) && (
        <Button
          variant="quiet"
          onPress={() => {
            setTyped('');
            setByRecovery((was) => !was);
          }}
        >
          {t(byRecovery ? 'step.useApp' : 'step.useRecovery')}
        </Button>
      )}
    </>
  );
}

function FirstAuthenticator({ onEntered }: { onEntered: (me: Me) => Promise<void> }) {
  const { t } = useTranslation('security');
  const api = useApi();
  const [drafted] = useLoaded(useCallback(() => api.draftFirstAuthenticator(), [api]));
  const [done, setDone] = useState<{ me: Me; codes: readonly string[] }>();
  const confirm = async (code: string) => {
    const { me, recoveryCodes } = await api.confirmFirstAuthenticator(code);
    if (recoveryCodes) setDone({ me, codes: recoveryCodes });
    else await onEntered(me);
  };
  if (done) return <RecoveryCodes codes={done.codes} kept={t('step.go')} onKept={() => void onEntered(done.me)} />;
  return (
    <>
      <p className={entry.lead}>{t('step.setUpLead')}</p>
      {drafted.state === 'loading' && <Waiting />}
      {drafted.state === 'failed' && <ErrorNotice error={drafted.error} />}
      {drafted.state === 'ready' && <AuthenticatorForm setUp={drafted.value} onCode={confirm} />}
    </>
  );
}
