import type { WireError } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { MessagePage } from '../frame/message-page.tsx';
import { LinkButton } from '../ui/button.tsx';

/** A one-time link that opens nothing (any more). @param askAgain what to do when it is the link's fault */
export function BrokenLink({ error, askAgain }: { error: WireError; askAgain: string }) {
  const { t } = useTranslation('account');
  return (
    <MessagePage title={t('link.brokenTitle')} code={error.code} actions={<LinkButton to="/">{t('link.toSignIn')}</LinkButton>}>
      {t(`error:${error.code}`)} {error.code === 'link_invalid' && askAgain}
    </MessagePage>
  );
}
