import type { ChatPerson } from '@saal/client';
import type { MeetingChat } from '@saal/client/meeting-chat';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Conversation } from '../../chat/conversation.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../room/room-context.ts';
import styles from './chat-panel.module.css';

/** What people and guests write in this meeting. Loaded when it is first opened. */
export default function ChatPanel({ chat }: { chat: MeetingChat }) {
  const { t } = useTranslation('meeting');
  const { snapshot } = useNow();
  const connection = useModel(chat.connection);
  const { items } = useModel(chat.timeline);
  useEffect(() => chat.opened(), [chat]);
  const people = useMemo(() => {
    const byId = new Map<string, ChatPerson>();
    for (const item of items) if (item.kind === 'message' && !item.isOwn) byId.set(item.sender.userId, item.sender);
    return [...byId.values()];
  }, [items]);
  const isAway = connection === 'offline' || connection === 'signed-out';
  return (
    <div className={styles.chat}>
      <div>{isAway && <Notice tone="info">{t('chat.away')}</Notice>}</div>
      <Conversation chat={chat} name={snapshot.meeting.title} people={people} emptyText={t('chat.empty')} isPlain />
    </div>
  );
}
