import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi, useApp, useConfig } from '../app/app-context.ts';
import { useAction } from '../app/use-action.ts';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { MessagePage } from '../frame/message-page.tsx';
import { PublicPage } from '../frame/public-page.tsx';
import { LinkButton } from '../ui/button.tsx';
import styles from './entry.module.css';
import { NewAccountForm, type NewAccount } from './new-account-form.tsx';
import { needsSecondStep } from '../security/needs-second-step.ts';
import { useLinkToken } from '../app/use-link-token.ts';

/** `/setup#<token>`: the first administrator, by the link that was printed at the first start. */
export function SetupPage() {
  const { t } = useTranslation('account');
  const api = useApi();
  const { viewer } = useApp();
  const { setupNeeded } = useConfig();
  const navigate = useNavigate();
  const token = useLinkToken();
  useDocumentTitle(t('setup.title'));
  const create = useAction(async (account: NewAccount) => {
    try {
      viewer.signedIn(await api.setUp({ token, ...account }));
    } catch (error) {
      if (!needsSecondStep(error)) throw error;
      return navigate({ to: '/sign-in/second', replace: true });
    }
    await navigate({ to: '/', replace: true });
  });
  if (!setupNeeded && !create.pending && !create.done) {
    return (
      <MessagePage
        title={t('setup.doneTitle')}
        code="already_set_up"
        actions={
          <LinkButton variant="primary" to="/">
            {t('setup.toStart')}
          </LinkButton>
        }
      >
        {t('error:already_set_up')}
      </MessagePage>
    );
  }
  if (token === '') {
    return (
      <MessagePage title={t('link.brokenTitle')} code="link_invalid">
        {t('setup.noToken')}
      </MessagePage>
    );
  }
  return (
    <PublicPage>
      <div className={styles.stack}>
        <div className={styles.head}>
          <h1>{t('setup.title')}</h1>
          <p className={styles.lead}>{t('setup.lead')}</p>
        </div>
        <NewAccountForm submitLabel={t('setup.submit')} create={create} />
      </div>
    </PublicPage>
  );
}
