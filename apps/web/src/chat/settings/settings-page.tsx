import type { Chat } from '@saal/client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Frame } from '../../frame/frame.tsx';
import { EncryptionNotice } from '../page/encryption-notice.tsx';
import { DevicesCard } from './devices-card.tsx';
import { IgnoringCard } from './ignoring-card.tsx';
import { NotificationsCard } from './notifications-card.tsx';
import { QuietHoursCard } from './quiet-hours-card.tsx';
import { WithChat } from '../with-chat.tsx';
import styles from './settings.module.css';

/** `/chat/settings`: how one is told of chat, and by which devices one is in it. */
export function ChatSettingsPage() {
  const { t } = useTranslation('chat');
  return (
    <Frame title={t('settings.title')} sub={<Link to="/chat">{t('settings.back')}</Link>} width="form">
      {(me) => (
        <WithChat me={me} className={styles.cards}>
          {(chat) => <ChatSettings chat={chat} />}
        </WithChat>
      )}
    </Frame>
  );
}

export function ChatSettings({ chat }: { chat: Chat }) {
  return (
    <div className={styles.cards}>
      <NotificationsCard chat={chat} />
      <QuietHoursCard chat={chat} />
      <IgnoringCard chat={chat} />
      <EncryptionNotice chat={chat} />
      <DevicesCard chat={chat} />
    </div>
  );
}
