import type { Chat, Message, OpenRoom, RoomSummary } from '@saal/client';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Waiting } from '../../ui/spinner.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { Conversation } from '../conversation.tsx';
import type { MessageActions } from '../timeline/message-actions.ts';
import { useAttempt } from '../use-attempt.ts';
import styles from './chat-page.module.css';
import { DetailsPanel } from './details-panel.tsx';
import { RoomHeader } from './room-header.tsx';
import { SearchPanel } from './search-panel.tsx';
import { ThreadPanel } from './thread-panel.tsx';
import { useOpenRoom } from './use-open-room.ts';

interface Props {
  chat: Chat;
  room: RoomSummary;
  eventId: string | undefined;
  onGone: () => void;
}

/** One room: its head, its words, and at most one thing beside it. */
export function RoomView({ chat, room, eventId, onGone }: Props) {
  const { t } = useTranslation('chat');
  const opened = useOpenRoom(chat, room.roomId);
  return opened ? (
    <Opened chat={chat} opened={opened} room={room} eventId={eventId} onGone={onGone} />
  ) : (
    <Waiting label={t('list.loading')} />
  );
}

export type Beside = { kind: 'details' } | { kind: 'search' } | { kind: 'thread'; root: string };

function Opened({ chat, opened, room, eventId, onGone }: Props & { opened: OpenRoom }) {
  const { t } = useTranslation('chat');
  const members = useModel(opened.members);
  const rights = useModel(opened.rights);
  const [beside, setBeside] = useState<Beside>();
  const [target, setTarget] = useState(eventId);
  const [from, setFrom] = useState(eventId);
  if (from !== eventId) {
    setFrom(eventId);
    setTarget(eventId);
  }
  const { attempt, failure, clear } = useAttempt();
  const others = useMemo(() => members.filter((one) => one.userId !== chat.userId && one.membership === 'joined'), [chat.userId, members]);
  const actions = useMemo<MessageActions>(
    () => ({
      openThread: (message) => message.eventId !== undefined && setBeside({ kind: 'thread', root: message.eventId }),
      linkTo: (message: Message) =>
        `${window.location.origin}/chat/${encodeURIComponent(opened.roomId)}?event=${encodeURIComponent(message.eventId ?? '')}`,
      ...(rights.mayPin
        ? { pin: (message: Message) => message.eventId !== undefined && attempt(opened.pin(message.eventId, !message.isPinned)) }
        : {}),
    }),
    [attempt, opened, rights.mayPin],
  );
  const close = () => setBeside(undefined);
  return (
    <div className={styles.room} data-beside={beside !== undefined || undefined}>
      <section className={styles.main} aria-label={room.name}>
        <RoomHeader opened={opened} room={room} beside={beside} onBeside={setBeside} />
        {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
        <Conversation
          chat={opened}
          name={room.name}
          people={others}
          actions={actions}
          eventId={target}
          emptyText={room.isEncrypted ? t('page.emptyEncrypted') : undefined}
          draft={room.draft}
          onDraft={(text) => opened.setDraft(text)}
        />
      </section>
      {beside?.kind === 'details' && <DetailsPanel chat={chat} opened={opened} room={room} onClose={close} onGone={onGone} />}
      {beside?.kind === 'search' && <SearchPanel chat={chat} roomId={room.roomId} onClose={close} onGo={setTarget} />}
      {beside?.kind === 'thread' && <ThreadPanel key={beside.root} opened={opened} root={beside.root} people={others} onClose={close} />}
    </div>
  );
}
