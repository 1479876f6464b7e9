import type { Chat, Message, OpenRoom, RoomSummary, TimelinePlace } from '@saal/client';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { CallBanner } from '../../calls/call-banner.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { Conversation } from '../conversation.tsx';
import type { MessageActions } from '../timeline/message-actions.ts';
import { useAttempt } from '../use-attempt.ts';
import styles from './chat-page.module.css';
import { DayDialog } from './day-dialog.tsx';
import { DetailsPanel } from './details-panel.tsx';
import { PinsPanel, PinStrip } from './pins.tsx';
import { RemindDialog } from './reminders.tsx';
import { RoomHeader } from './room-header.tsx';
import { SearchPanel } from './search-panel.tsx';
import { SharedPanel } from './shared-panel.tsx';
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

export type Beside = { kind: 'details' } | { kind: 'search' } | { kind: 'shared' } | { kind: 'pins' } | { kind: 'thread'; root: string };

function Opened({ chat, opened, room, eventId, onGone }: Props & { opened: OpenRoom }) {
  const { t } = useTranslation('chat');
  const members = useModel(opened.members);
  const rights = useModel(opened.rights);
  const [beside, setBeside] = useState<Beside>();
  const [place, setPlace] = useState<TimelinePlace | undefined>(eventId === undefined ? undefined : { eventId });
  const [reminding, setReminding] = useState<Message>();
  const [from, setFrom] = useState(eventId);
  if (from !== eventId) {
    setFrom(eventId);
    setPlace(eventId === undefined ? undefined : { eventId });
  }
  const [choosingFromMs, setChoosingFromMs] = useState<number>();
  const { attempt, failure, clear } = useAttempt();
  const others = useMemo(() => members.filter((one) => one.userId !== chat.userId && one.membership === 'joined'), [chat.userId, members]);
  const actions = useMemo<MessageActions>(
    () => ({
      openThread: (message) => message.eventId !== undefined && setBeside({ kind: 'thread', root: message.eventId }),
      remind: setReminding,
      linkTo: (message: Message) =>
        `${window.location.origin}/chat/${encodeURIComponent(opened.roomId)}?event=${encodeURIComponent(message.eventId ?? '')}`,
      chooseDay: setChoosingFromMs,
      ...(rights.mayPin
        ? { pin: (message: Message) => message.eventId !== undefined && attempt(opened.pin(message.eventId, !message.isPinned)) }
        : {}),
    }),
    [attempt, opened, rights.mayPin],
  );
  const close = () => setBeside(undefined);
  const main = useRef<HTMLElement>(null);
  const goTo = (found: string) => {
    setPlace({ eventId: found });
    // On narrow screens what is beside covers the messages.
    if (main.current && getComputedStyle(main.current).display === 'none') close();
  };
  return (
    <div className={styles.room} data-beside={beside !== undefined || undefined}>
      <section ref={main} className={styles.main} aria-label={room.name}>
        <RoomHeader opened={opened} room={room} beside={beside} onBeside={setBeside} onChooseDay={() => setChoosingFromMs(Date.now())} />
        {room.call && <CallBanner call={room.call} />}
        <PinStrip opened={opened} onGo={goTo} onAll={() => setBeside({ kind: 'pins' })} />
        {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
        <Conversation
          chat={opened}
          name={room.name}
          people={others}
          actions={actions}
          place={place}
          emptyText={room.isEncrypted ? t('page.emptyEncrypted') : undefined}
          draft={room.draft}
          onDraft={(text) => opened.setDraft(text)}
        />
      </section>
      {beside?.kind === 'details' && (
        <DetailsPanel chat={chat} opened={opened} room={room} onBeside={setBeside} onClose={close} onGone={onGone} />
      )}
      {beside?.kind === 'search' && <SearchPanel chat={chat} roomId={room.roomId} onClose={close} onGo={goTo} />}
      {beside?.kind === 'shared' && <SharedPanel opened={opened} onClose={close} onGo={goTo} />}
      {beside?.kind === 'pins' && <PinsPanel opened={opened} onClose={close} onGo={goTo} />}
      {reminding?.eventId !== undefined && (
        <RemindDialog chat={chat} place={{ roomId: room.roomId, eventId: reminding.eventId }} onClose={() => setReminding(undefined)} />
      )}
      {beside?.kind === 'thread' && <ThreadPanel key={beside.root} opened={opened} root={beside.root} people={others} onClose={close} />}
      {choosingFromMs !== undefined && (
        <DayDialog
          fromMs={choosingFromMs}
          onClose={() => setChoosingFromMs(undefined)}
          onChoose={(atMs) => {
            setChoosingFromMs(undefined);
            setPlace({ atMs });
          }}
        />
      )}
    </div>
  );
}
