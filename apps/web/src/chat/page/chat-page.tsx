import type { Chat, Me } from '@saal/client';
import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Frame } from '../../frame/frame.tsx';
import { Button } from '../../ui/button.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useChatHolder } from '../chat-holder.ts';
import styles from './chat-page.module.css';
import { unreadIn } from './sections.ts';
import { Workspace } from './workspace.tsx';
import { useDocumentTitle } from '../../app/use-document-title.ts';

/** `/chat` and `/chat/<room>`: the rooms of one person, and one of them. */
export function ChatPage() {
  const { t } = useTranslation('chat');
  return (
    <Frame title={t('title')} width="whole">
      {(me) => <Opened me={me} />}
    </Frame>
  );
}

function Opened({ me }: { me: Me }) {
  const { t } = useTranslation('chat');
  const holder = useChatHolder();
  const held = useModel(holder);
  useEffect(() => holder.open(me.id), [holder, me.id]);
  if (held.phase === 'failed')
    return (
      <div className={styles.alone}>
        <ChatFailure failure={held.code} />
        <Button onPress={() => holder.open(me.id)}>{t('common:retry')}</Button>
      </div>
    );
  if (held.phase !== 'ready') return <Waiting label={t('page.opening')} page />;
  return <Addressed chat={held.chat} />;
}

function Addressed({ chat }: { chat: Chat }) {
  const { t } = useTranslation('chat');
  const { roomId } = useParams({ strict: false });
  const { event } = useSearch({ strict: false });
  const rooms = useModel(chat.rooms);
  const unread = unreadIn(rooms);
  const name = rooms.find((room) => room.roomId === roomId)?.name ?? t('title');
  useDocumentTitle(unread > 0 ? `(${unread}) ${name}` : name);
  return <Workspace chat={chat} rooms={rooms} roomId={roomId} eventId={event} />;
}
