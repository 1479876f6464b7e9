import type { Message } from '@saal/client';
import { CircleAlert, Eye, MessageSquareText, Pin } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useNow } from '../../app/use-now.ts';
import { ago } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { ToggleButton } from 'react-aria-components';
import styles from './message-foot.module.css';
import { useLineTools } from './message-actions.ts';

const icon = { 'aria-hidden': true, size: 14, strokeWidth: 1.75 } as const;

/** Below a message: reactions, its thread, whether it was changed, sent and seen. `reachable`: Tab stops in it. */
export function MessageFoot({ message, reachable }: { message: Message; reachable: boolean }) {
  const { t } = useTranslation('chat');
  const tools = useLineTools();
  return (
    <>
      {message.reactions.length > 0 && (
        <ul className={styles.reactions} aria-label={t('message.reactions')}>
          {message.reactions.map((one) => (
            <li key={one.key}>
              <Tooltip text={one.names.join(', ')}>
                <ToggleButton
                  className={styles.reaction}
                  isSelected={one.isOwn}
                  excludeFromTabOrder={!reachable}
                  onPress={() => tools.react(message, one.key)}
                  aria-label={t('message.reaction', { emoji: one.key, count: one.count, names: one.names.join(', ') })}
                >
                  <span>{one.key}</span> {one.count}
                </ToggleButton>
              </Tooltip>
            </li>
          ))}
        </ul>
      )}
      {message.thread && tools.openThread && <ThreadEntry message={message} thread={message.thread} reachable={reachable} />}
      <States message={message} />
    </>
  );
}

interface ThreadEntryProps {
  message: Message;
  thread: NonNullable<Message['thread']>;
  reachable: boolean;
}

function ThreadEntry({ message, thread, reachable }: ThreadEntryProps) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const nowMs = useNow();
  const tools = useLineTools();
  return (
    <Button
      size="small"
      variant="quiet"
      icon={<MessageSquareText {...icon} size={16} />}
      className={styles.thread}
      excludeFromTabOrder={!reachable}
      onPress={() => tools.openThread?.(message)}
    >
      {t('message.threadCount', { count: thread.count })}
      <span className={styles.last}>
        {thread.lastSenderName}, {ago(thread.lastAtMs, nowMs, locale)}
      </span>
      {thread.unreadCount > 0 && <span className={styles.unread}>{t('message.threadUnread', { count: thread.unreadCount })}</span>}
    </Button>
  );
}

function States({ message }: { message: Message }) {
  const { t } = useTranslation('chat');
  const tools = useLineTools();
  const seenBy = message.readBy.map((person) => person.displayName);
  if (message.delivery === 'failed')
    return (
      <div className={styles.failed}>
        <CircleAlert {...icon} size={16} />
        <span role="alert">{t('message.failed')}</span>
        <Button size="small" onPress={() => tools.retry(message)}>
          {t('message.retry')}
        </Button>
        <Button size="small" variant="quiet" onPress={() => tools.discard(message)}>
          {t('message.discard')}
        </Button>
      </div>
    );
  const uploading = message.uploaded !== undefined && message.uploaded < 1;
  return (
    <div className={styles.states}>
      {message.isPinned && (
        <span>
          <Pin {...icon} /> {t('message.pinned')}
        </span>
      )}
      {message.isEdited && message.body.type !== 'deleted' && <span>{t('message.edited')}</span>}
      {message.delivery === 'sending' && <span>{t(uploading ? 'message.uploading' : 'message.sending')}</span>}
      {uploading && (
        <Button size="small" variant="quiet" onPress={() => tools.discard(message)}>
          {t('common:cancel')}
        </Button>
      )}
      {seenBy.length > 0 && (
        <span title={seenBy.join(', ')}>
          <Eye {...icon} />{' '}
          {seenBy.length > 2 ? t('message.seenByCount', { count: seenBy.length }) : t('message.seenBy', { names: seenBy.join(', ') })}
        </span>
      )}
    </div>
  );
}
