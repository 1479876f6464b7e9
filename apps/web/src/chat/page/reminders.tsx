import type { Chat, Reminder, RoomSummary } from '@saal/client';
import { AlarmClock, Check } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { IconButton } from '../../ui/button.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { MomentDialog } from '../moment-dialog.tsx';
import { useAttempt } from '../use-attempt.ts';
import styles from './reminders.module.css';

const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;

interface DueProps {
  chat: Chat;
  rooms: readonly RoomSummary[];
  onOpen: (roomId: string, eventId: string) => void;
}

/** What one wanted to be reminded of, from its time on until it is done. Nothing while nothing is due. */
export function DueReminders({ chat, rooms, onOpen }: DueProps) {
  const { t } = useTranslation('chat');
  const all = useModel(chat.reminders.list);
  const [again, setAgain] = useState<Reminder>();
  const { attempt, failure, clear } = useAttempt();
  // Of a room that one has left nothing can be shown.
  const due = all.filter((one) => one.isDue && rooms.some(({ roomId }) => roomId === one.roomId));
  const placeOf = ({ roomId, senderName }: Reminder): string => {
    const room = rooms.find((one) => one.roomId === roomId)?.name ?? '';
    return senderName === undefined ? t('remind.somewhere', { room }) : t('remind.from', { name: senderName, room });
  };
  return (
    <>
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      <div role="status" className={styles.due}>
        {due.length > 0 && (
          <section aria-label={t('remind.due')}>
            <h3 className={styles.title}>
              {t('remind.due')} <span className={styles.count}>{due.length}</span>
            </h3>
            <ul>
              {due.map((one) => (
                <li key={one.eventId} className={styles.line}>
                  <button type="button" className={styles.open} onClick={() => onOpen(one.roomId, one.eventId)}>
                    <span className={styles.place}>{placeOf(one)}</span>
                    <span className={styles.text}>{one.text ?? t('remind.open')}</span>
                  </button>
                  <IconButton size="small" label={t('remind.again')} icon={<AlarmClock {...icon} />} onPress={() => setAgain(one)} />
                  <IconButton
                    size="small"
                    label={t('remind.done')}
                    icon={<Check {...icon} />}
                    onPress={() => attempt(chat.reminders.done(one.eventId))}
                  />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      {again && <RemindDialog chat={chat} place={again} onClose={() => setAgain(undefined)} />}
    </>
  );
}

interface DialogProps {
  chat: Chat;
  place: Pick<Reminder, 'roomId' | 'eventId'>;
  onClose: () => void;
}

/** Asks when; closes when it is kept. */
export function RemindDialog({ chat, place: { roomId, eventId }, onClose }: DialogProps) {
  const { t } = useTranslation('chat');
  const { attempt, failure } = useAttempt();
  return (
    <MomentDialog
      title={t('remind.me')}
      confirm={t('remind.confirm')}
      failure={failure}
      onClose={onClose}
      onChoose={(atMs) => attempt(chat.reminders.set({ roomId, eventId, atMs }).then(onClose))}
    />
  );
}
