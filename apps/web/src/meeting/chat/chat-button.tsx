import { MessageSquareText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { useNow, useTools } from '../room/room-context.ts';
import { useGrouped } from '../stage/use-grouped.ts';
import styles from './chat-button.module.css';

const icon = <MessageSquareText aria-hidden="true" size={20} strokeWidth={1.75} />;

/** Opens the chat beside the stage, and tells how much of it is unread. */
export function ChatButton({ unread }: { unread: number }) {
  const { t } = useTranslation('meeting');
  const { openPanel } = useTools();
  const { panel, narrow } = useNow();
  const number = useGrouped();
  const isOpen = panel === 'chat';
  const count = isOpen ? 0 : unread;
  const onPress = () => openPanel(isOpen ? undefined : 'chat');
  if (!narrow) {
    return (
      <Button variant="quiet" icon={icon} aria-expanded={isOpen} onPress={onPress}>
        {t('chat.title')}
        {count > 0 && <span className={styles.unread}>{t('chat.new', number(count))}</span>}
      </Button>
    );
  }
  return (
    <span className={styles.narrow}>
      <IconButton
        label={count > 0 ? t('chat.openNew', number(count)) : t('chat.open')}
        icon={icon}
        aria-expanded={isOpen}
        onPress={onPress}
      />
      {count > 0 && <Badge number={number(count).number} />}
    </span>
  );
}
