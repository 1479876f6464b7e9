import type { MeetingDetail } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { spacedNumber } from '../i18n/format.ts';
import { Card } from '../ui/card.tsx';
import { LinkButton } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import styles from './home.module.css';
import { invitationText } from './invitation-text.ts';

/** One's permanent room: how others get in, and the way in. */
export function PersonalRoom({ room, me }: { room: MeetingDetail; me: string }) {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  return (
    <Card title={t('room.title')} lead={t('room.lead')}>
      <MeetingFacts meeting={room} />
      <div className={styles.roomActions}>
        <LinkButton to="/m/$meetingId" params={{ meetingId: room.id }}>
          {t('room.open')}
        </LinkButton>
        <CopyButton text={() => invitationText(room, { t, inviter: me, locale, nowMs: Date.now() })} label={t('copyInvitation')} />
        <LinkButton variant="quiet" to="/meetings/$meetingId" params={{ meetingId: room.id }}>
          {t('room.settings')}
        </LinkButton>
      </div>
    </Card>
  );
}

/** Link, number and passcode of a meeting. */
export function MeetingFacts({ meeting }: { meeting: MeetingDetail }) {
  const { t } = useTranslation('home');
  return (
    <dl className={styles.facts}>
      <div className={styles.fact}>
        <dt>{t('room.link')}</dt>
        <dd title={meeting.url}>{meeting.url.replace(/^https?:\/\//, '')}</dd>
        <dd className={styles.factAction}>
          <CopyButton iconOnly text={meeting.url} label={t('copyLinkOf', { title: meeting.title })} />
        </dd>
      </div>
      <div className={styles.fact}>
        <dt>{t('room.number')}</dt>
        <dd>{spacedNumber(meeting.number)}</dd>
      </div>
      {meeting.passcode !== '' && (
        <div className={styles.fact}>
          <dt>{t('room.passcode')}</dt>
          <dd>{meeting.passcode}</dd>
        </div>
      )}
    </dl>
  );
}
