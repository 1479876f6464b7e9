import type { CheckedInvitation } from '@saal/client';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useApp, useConfig, useLanguage } from '../app/app-context.ts';
import { useAction } from '../app/use-action.ts';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { PublicPage } from '../frame/public-page.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { BrokenLink } from './broken-link.tsx';
import styles from './entry.module.css';
import { NewAccountForm, type NewAccount } from './new-account-form.tsx';
import { needsSecondStep } from '../security/needs-second-step.ts';
import { useLinkToken } from '../app/use-link-token.ts';

/** `/invitation#<token>`: somebody invited makes their account. */
export function InvitationPage() {
  const { t } = useTranslation('account');
  const api = useApi();
  const token = useLinkToken();
  const [checked] = useLoaded(useCallback(() => api.checkInvitation({ token }), [api, token]));
  useDocumentTitle(t('invitation.title'));
  switch (checked.state) {
    case 'loading':
      return <Waiting page />;
    case 'failed':
      return <BrokenLink error={checked.error} askAgain={t('invitation.askAgain')} />;
    case 'ready':
      return <Accept token={token} invitation={checked.value} />;
  }
}

function Accept({ token, invitation }: { token: string; invitation: CheckedInvitation }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const { viewer } = useApp();
  const { productName } = useConfig();
  const { language } = useLanguage();
  const navigate = useNavigate();
  const create = useAction(async (account: NewAccount) => {
    try {
      viewer.signedIn(await api.acceptInvitation({ token, language, ...account }));
    } catch (error) {
      if (!needsSecondStep(error)) throw error;
      return navigate({ to: '/sign-in/second', replace: true });
    }
    await navigate({ to: '/', replace: true });
  });
  return (
    <PublicPage>
      <div className={styles.stack}>
        <div className={styles.head}>
          <h1>{t('invitation.title')}</h1>
          <p className={styles.lead}>{t('invitation.lead', { name: invitation.invitedBy, product: productName })}</p>
        </div>
        <NewAccountForm email={invitation.email} submitLabel={t('invitation.submit')} create={create} />
      </div>
    </PublicPage>
  );
}
