import { Navigate, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useMe } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { MessagePage } from '../frame/message-page.tsx';
import { PublicPage } from '../frame/public-page.tsx';
import { Button, LinkButton } from '../ui/button.tsx';
import styles from './entry.module.css';

/** `/sign-in/client?redirectUrl=`: a chat program of others asks to come in as whoever is signed in here. */
export function ProgramPage() {
  const { t } = useTranslation('account');
  const me = useMe();
  // As it was first: the address changes before the next page is loaded.
  const [href] = useState(useLocation({ select: (location) => location.href }));
  const [redirectUrl = ''] = useState(useLocation({ select: ({ search }) => search.redirectUrl }));
  useDocumentTitle(t('program.title'));
  if (!me) return <Navigate to="/sign-in" search={{ next: href }} replace />;
  if (!URL.canParse(redirectUrl))
    return (
      <MessagePage title={t('program.refusedTitle')} code="bad_request">
        {t('program.refusedText')}
      </MessagePage>
    );
  return <Consent redirectUrl={redirectUrl} name={me.displayName} />;
}

function Consent({ redirectUrl, name }: { redirectUrl: string; name: string }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const agree = useAction(async () => window.location.assign(await api.letProgramIn(redirectUrl)));
  if (agree.done) return <MessagePage title={t('program.doneTitle')}>{t('program.doneText')}</MessagePage>;
  return (
    <PublicPage>
      <div className={styles.stack}>
        <div className={styles.head}>
          <h1>{t('program.title')}</h1>
          <p className={styles.lead}>{t(`program.lead.${kindOf(redirectUrl)}`, { name, where: whereOf(redirectUrl) })}</p>
          <p>{t('program.what')}</p>
        </div>
        {agree.error && <ErrorNotice error={agree.error} />}
        <div className={styles.actions}>
          <LinkButton to="/" variant="quiet">
            {t('common:cancel')}
          </LinkButton>
          <Button variant="primary" isPending={agree.pending} onPress={agree.run}>
            {t('program.agree')}
          </Button>
        </div>
      </div>
    </PublicPage>
  );
}

/** A page of others, a program that listens on this machine, or one that a scheme of its own opens. */
function kindOf(address: string): 'page' | 'machine' | 'scheme' {
  const { protocol } = new URL(address);
  return protocol === 'https:' ? 'page' : protocol === 'http:' ? 'machine' : 'scheme';
}

function whereOf(address: string): string {
  const { protocol, host } = new URL(address);
  return protocol === 'https:' ? host : protocol.slice(0, -1);
}
