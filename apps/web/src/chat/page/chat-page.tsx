import type { Chat } from '@saal/client';
import { useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Frame } from '../../frame/frame.tsx';
import { WithChat } from '../with-chat.tsx';
import styles from './chat-page.module.css';
import { unreadIn } from './sections.ts';
import { Workspace } from './workspace.tsx';
import { useDocumentTitle } from '../../app/use-document-title.ts';

/** `/chat` and `/chat/<room>`: the rooms of one person, and one of them. */
export function ChatPage() {
  const { t } = useTranslation('chat');
  return (
    <Frame title={t('title')} width="whole">
      {(me) => (
        <WithChat me={me} className={styles.alone}>
          {(chat) => <Addressed chat={chat} />}
        </WithChat>
      )}
    </Frame>
  );
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
