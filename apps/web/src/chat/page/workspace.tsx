import type { Chat, RoomSummary } from '@saal/client';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import styles from './chat-page.module.css';
import { EncryptionNotice } from './encryption-notice.tsx';
import { InvitationView } from './invitation-view.tsx';
import { NewChatDialog } from './new-chat-dialog.tsx';
import { NewDeviceNotice } from './new-device-notice.tsx';
import { NoRooms } from './no-rooms.tsx';
import { DueReminders } from './reminders.tsx';
import { RoomList } from './room-list.tsx';
import { RoomView } from './room-view.tsx';

interface Props {
  chat: Chat;
  rooms: readonly RoomSummary[];
  roomId: string | undefined;
  eventId: string | undefined;
}

/** The list of rooms beside one of them; on narrow screens one at a time. */
export function Workspace({ chat, rooms, roomId, eventId }: Props) {
  const { t } = useTranslation('chat');
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const connection = useModel(chat.connection);
  const open = (id: string, event?: string) =>
    void navigate({ to: '/chat/$roomId', params: { roomId: id }, search: event === undefined ? {} : { event } });
  const room = rooms.find((one) => one.roomId === roomId);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        // On narrow screens the list is behind the room.
        if (root.current?.querySelector<HTMLElement>('[data-region="rooms"]')?.offsetParent === null) void navigate({ to: '/chat' });
        requestAnimationFrame(() => root.current?.querySelector<HTMLElement>('[data-region="rooms"] input')?.focus());
      } else if (event.key === 'F6' && root.current) {
        event.preventDefault();
        focusNextRegion(root.current, event.shiftKey ? -1 : 1);
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [navigate]);

  return (
    <div ref={root} className={styles.workspace} data-open={roomId !== undefined || undefined}>
      <div className={styles.rooms} data-region="rooms">
        <EncryptionNotice chat={chat} />
        <NewDeviceNotice chat={chat} />
        <DueReminders chat={chat} rooms={rooms} onOpen={open} />
        {(connection === 'offline' || connection === 'signed-out') && (
          <p role="status" className={styles.offline}>
            {t(connection === 'offline' ? 'page.offline' : 'page.signedOut')}
          </p>
        )}
        <RoomList chat={chat} rooms={rooms} roomId={roomId} onOpen={open} onNew={() => setCreating(true)} />
      </div>
      <div className={styles.content} data-region="room">
        {room?.membership === 'invited' && (
          <InvitationView key={room.roomId} chat={chat} room={room} onGone={() => void navigate({ to: '/chat' })} />
        )}
        {room?.kind === 'team' && room.membership === 'joined' && <Navigate to="/teams/$teamId" params={{ teamId: room.roomId }} replace />}
        {room && room.kind !== 'team' && room.membership !== 'invited' && (
          <RoomView key={room.roomId} chat={chat} room={room} eventId={eventId} onGone={() => void navigate({ to: '/chat' })} />
        )}
        {!room && (
          <div className={styles.alone}>
            {roomId === undefined && rooms.length === 0 ? (
              <NoRooms onNew={() => setCreating(true)} />
            ) : (
              <EmptyState
                icon={<MessagesSquare aria-hidden="true" size={40} strokeWidth={1.25} />}
                title={t(roomId === undefined ? 'page.choose' : 'page.unknown')}
                action={
                  <Button variant="primary" onPress={() => setCreating(true)}>
                    {t('page.new')}
                  </Button>
                }
              >
                {t(roomId === undefined ? 'page.chooseText' : 'page.unknownText')}
              </EmptyState>
            )}
          </div>
        )}
      </div>
      {creating && (
        <NewChatDialog
          chat={chat}
          onClose={() => setCreating(false)}
          onCreated={(id) => {
            setCreating(false);
            open(id);
          }}
        />
      )}
    </div>
  );
}

const focusable = 'textarea, input:not([hidden]), [data-line][tabindex="0"], a[href], button:not([disabled])';

/** F6 goes through the parts of the page: rooms, the room, what is open beside it. */
function focusNextRegion(root: HTMLElement, step: 1 | -1): void {
  const regions = [...root.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.offsetParent !== null);
  const inner = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = regions[(inner + step + regions.length) % regions.length];
  next?.querySelector<HTMLElement>(focusable)?.focus();
}
