import { Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../ui/button.tsx';
import styles from './message-body.module.css';

/** The meeting of this server that a message leads to. */
export function meetingIn(text: string): string | undefined {
  for (const [, origin, meetingId] of text.matchAll(/(https?:\/\/[^/\s]+)\/m\/([\w-]{8,})/g))
    if (origin === window.location.origin) return meetingId;
  return undefined;
}

/** Below a message with the link of a meeting: one press to go there. */
export function MeetingCard({ meetingId }: { meetingId: string }) {
  const { t } = useTranslation('chat');
  return (
    <div className={styles.card}>
      <Video aria-hidden="true" size={24} strokeWidth={1.75} />
      <strong>{t('meeting.card')}</strong>
      <LinkButton to="/m/$meetingId" params={{ meetingId }} variant="primary" size="small">
        {t('meeting.join')}
      </LinkButton>
    </div>
  );
}
