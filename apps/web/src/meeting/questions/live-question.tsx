import { MessageCircleQuestionMark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../room/room-context.ts';
import styles from './live-question.module.css';

/** The question that is being answered now, above the stage; it covers nothing. */
export function LiveQuestion() {
  const { t } = useTranslation('meeting');
  const { snapshot } = useNow();
  const live = snapshot.questions.find((question) => question.state === 'live');
  if (!live) return null;
  const who = live.askerName === null ? t('questions.liveNowAnonymous') : t('questions.liveNow', { name: live.askerName });
  return (
    <section className={styles.live} aria-label={who} data-live-question>
      <MessageCircleQuestionMark aria-hidden="true" size={20} strokeWidth={1.75} />
      <p>
        <span className={styles.who}>{who}</span> <span>{live.text}</span>
      </p>
    </section>
  );
}
