import type { Chat, RoomSummary } from '@saal/client';
import { MailOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import styles from './chat-page.module.css';

/** Somebody asks one into a room: nothing of it is shown until one says yes. */
export function InvitationView({ chat, room, onGone }: { chat: Chat; room: RoomSummary; onGone: () => void }) {
  const { t } = useTranslation('chat');
  const { attempt, failure } = useAttempt();
  const answer = async (accepted: boolean) => {
    const opened = chat.open(room.roomId);
    try {
      await (accepted ? opened.accept() : opened.leave());
    } finally {
      opened.close();
    }
  };
  const by = room.invitedBy;
  return (
    <div className={styles.alone}>
      {failure !== undefined && <ChatFailure failure={failure} />}
      <EmptyState
        icon={<MailOpen aria-hidden="true" size={40} strokeWidth={1.25} />}
        title={room.name}
        action={
          <div className={styles.answers}>
            <Button onPress={() => attempt(answer(false).then(onGone))}>{t('invitation.refuse')}</Button>
            <Button variant="primary" onPress={() => attempt(answer(true))}>
              {t('invitation.accept')}
            </Button>
          </div>
        }
      >
        {by ? t(by.isExternal ? 'invitation.byExternal' : 'invitation.by', { name: by.displayName }) : t('invitation.text')}
      </EmptyState>
    </div>
  );
}
