import { useTranslation } from 'react-i18next';
import { useChatHolder, type Held } from '../chat/chat-holder.ts';
import { unreadIn } from '../chat/page/sections.ts';
import { useModel } from '../app/use-model.ts';
import { VisuallyHidden } from '../ui/visually-hidden.tsx';
import styles from './frame.module.css';
import { useUnreadMark } from './use-unread-mark.ts';

/** What is not read, beside "Chat"; known once chat was opened in this window. */
export function UnreadChat() {
  const held = useModel(useChatHolder());
  return held.phase === 'ready' ? <Number chat={held.chat} /> : null;
}

function Number({ chat }: { chat: Extract<Held, { phase: 'ready' }>['chat'] }) {
  const { t } = useTranslation('common');
  const count = unreadIn(useModel(chat.rooms));
  useUnreadMark(count);
  if (count === 0) return null;
  return (
    <>
      <span className={styles.unread} aria-hidden="true">
        {count}
      </span>
      <VisuallyHidden>, {t('nav.unread', { count })}</VisuallyHidden>
    </>
  );
}
