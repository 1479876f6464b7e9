import type { RoomSummary } from '@saal/client';
import { Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { clock, localTimeZone } from '../i18n/format.ts';
import { Avatar } from '../ui/avatar.tsx';
import { LinkButton } from '../ui/button.tsx';
import styles from './calls.module.css';

const FACES = 5;
const named = 3;

/** A meeting of this room runs: since when, who is in it, and the way in. */
export function CallBanner({ call }: { call: NonNullable<RoomSummary['call']> }) {
  const { t } = useTranslation('call');
  const { locale } = useLanguage();
  const names = call.people.slice(0, named).map(({ displayName }) => displayName);
  const more = call.count - names.length;
  return (
    <section className={styles.banner} aria-label={t('banner.label')}>
      <Video aria-hidden="true" size={20} strokeWidth={1.75} />
      <div className={styles.words}>
        <strong>{t('banner.since', { time: clock(call.sinceMs, locale, localTimeZone()) })}</strong>
        <small>
          {names.join(', ')}
          {more > 0 && ` ${t('banner.more', { count: more })}`}
        </small>
      </div>
      <span className={styles.faces}>
        {call.people.slice(0, FACES).map((person) => (
          <Avatar key={person.userId} name={person.displayName} pictureUrl={person.avatarUrl} sizePx={28} />
        ))}
      </span>
      <LinkButton to="/m/$meetingId" params={{ meetingId: call.meetingId }} variant="primary" size="small">
        {t('banner.join')}
      </LinkButton>
    </section>
  );
}
