import type { SignInWays } from '@saal/protocol';
import { Navigate, useSearch } from '@tanstack/react-router';
import { Hash } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfig, useMe } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { PublicPage } from '../frame/public-page.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './entry.module.css';
import { PasswordForm } from './password-form.tsx';
import { ProviderButtons } from './provider-buttons.tsx';

const passwordsOnly: SignInWays = { localForm: 'open', autoForward: false, providers: [] };

/** Sign in, by a provider of identities or with a password, or join a meeting without an account. Leads back to where one wanted to go. */
export function SignInPage() {
  const { t } = useTranslation('account');
  const me = useMe();
  const config = useConfig();
  const search = useSearch({ strict: false });
  const [next] = useState(search.next ?? '/'); // the address changes before the next page is loaded
  const [signingIn, setSigningIn] = useState(false);
  useDocumentTitle(t('signIn.title'));
  const { problem, local = false, left = false } = search;
  // Who is just leaving is not led back, and at home not to the provider again.
  if (me && !signingIn && !left) return <Navigate to={next} replace />;
  const ways = config.signIn ?? passwordsOnly;
  const form = <PasswordForm next={next} onPending={setSigningIn} />;
  const formIs = ways.providers.length === 0 || local ? 'open' : ways.localForm;
  return (
    <PublicPage>
      <div className={styles.stack}>
        <h1>{t('signIn.title')}</h1>
        {left && !problem && <Notice live={false} title={t('signIn.left')} />}
        {problem && <ErrorNotice error={{ code: problem, message: problem }} />}
        {config.setupNeeded && (
          <Notice live={false} title={t('signIn.setupNeeded')}>
            {t('signIn.setupNeededText')}
          </Notice>
        )}
        {ways.providers.length > 0 && <ProviderButtons ways={ways} next={next} forward={ways.autoForward && !problem && !local && !left} />}
        {formIs === 'open' && form}
        {formIs === 'behind' && (
          <Disclosure title={t('signIn.byPassword')}>
            <div className={styles.stack}>{form}</div>
          </Disclosure>
        )}
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
