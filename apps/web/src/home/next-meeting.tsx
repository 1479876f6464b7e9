import type { ListedMeeting } from '@saal/client';
import { Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { duration } from '../i18n/format.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { LinkButton } from '../ui/button.tsx';
import { nearnessOf } from './agenda.ts';
import { Behalf } from './behalf.tsx';
import styles from './home.module.css';
import { MeetingMenu } from './meeting-menu.tsx';
import { NearnessWords } from './nearness-words.tsx';
import { timeRange } from './meeting-time.ts';
import { useInvitationOf } from './use-invitation-of.ts';

/** The one to go to now, large. */
export function NextMeeting({ meeting, nowMs, me }: { meeting: ListedMeeting; nowMs: number; me: string }) {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  const invitationOf = useInvitationOf(me);
  return (
    <section aria-labelledby="next-meeting" className={styles.next}>
      <div className={styles.nextHead}>
        <span className={styles.eyebrow}>{t('next')}</span>
        <NearnessWords badge nearness={nearnessOf(meeting, nowMs)} />
      </div>
      <div>
        <h2 id="next-meeting" className={styles.nextTitle}>
          {meeting.title}
        </h2>
        <p className={styles.nextTime}>
          {timeRange(meeting, t, locale)}
          {meeting.startsAtMs !== null && meeting.durationMin !== null && <span> · {duration(meeting.durationMin, locale)}</span>}
        </p>
        {!meeting.owner && <p className={styles.nextTime}>{t('invitedBy', { name: meeting.ownerName })}</p>}
        <Behalf meeting={meeting} />
      </div>
      <div className={styles.nextActions}>
        <LinkButton
          to="/m/$meetingId"
          params={{ meetingId: meeting.id }}
          variant="primary"
          size="large"
          icon={<Video aria-hidden="true" size={20} strokeWidth={1.75} />}
        >
          {t('join')}
        </LinkButton>
        {meeting.owner && <CopyButton size="large" text={() => invitationOf(meeting)} label={t('copyInvitation')} />}
        <MeetingMenu meeting={meeting} me={me} />
      </div>
    </section>
  );
}
