import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/notice.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { Panel } from '../panels/panel.tsx';
import type { ChatOfMeeting } from './use-meeting-chat.ts';

const ChatPanel = lazy(() => import('../panels/chat-panel.tsx'));

/** The frame of the chat, there at once; its list and field are a part of their own. */
export function ChatSide({ of: { chat, failed, closed } }: { of: ChatOfMeeting }) {
  const { t } = useTranslation(['meeting', 'call']);
  const waiting = <Waiting label={t('chat.loading')} />;
  return (
    <Panel title={t('chat.title')} closeLabel={t('chat.close')} fills>
      {failed && <Notice tone="error">{t('chat.failed')}</Notice>}
      {closed === true && <Notice tone="info">{t('call:panel.membersOnly')}</Notice>}
      {!failed && closed !== true && (chat ? <Suspense fallback={waiting}>{<ChatPanel chat={chat} />}</Suspense> : waiting)}
    </Panel>
  );
}
