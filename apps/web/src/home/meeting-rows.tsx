import type { ListedMeeting } from '@saal/client';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { ago, clock, duration, localTimeZone, shortDay, spacedNumber } from '../i18n/format.ts';
import { LinkButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { nearnessOf } from './agenda.ts';
import { Behalf } from './behalf.tsx';
import styles from './home.module.css';
import { MeetingMenu } from './meeting-menu.tsx';
import { NearnessWords } from './nearness-words.tsx';

export interface MeetingRowsProps {
  title: string;
  meetings: readonly ListedMeeting[];
  nowMs: number;
  /** Own name, for the invitation. */
  me: string;
  /** Not all of one day: tell the day too. */
  withDay?: boolean;
  /** They are over: drawn back. */
  over?: boolean;
  /** Said when there are none. */
  none?: string;
}

/** A titled list of meetings, a line each. */
export function MeetingRows({ title, meetings, nowMs, me, withDay = false, over = false, none }: MeetingRowsProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.list}>
      <h2 id={id}>{title}</h2>
      {meetings.length === 0 ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <ul className={classes(styles.rows, over && styles.over)}>
          {meetings.map((meeting) => (
            <Row key={`${meeting.id} ${meeting.day ?? ''}`} meeting={meeting} nowMs={nowMs} me={me} withDay={withDay} over={over} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({
  meeting,
  nowMs,
  me,
  withDay,
  over,
}: {
  meeting: ListedMeeting;
  nowMs: number;
  me: string;
  withDay: boolean;
  over: boolean;
}) {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  const zone = localTimeZone();
  const atMs = meeting.startsAtMs ?? (meeting.owner ? meeting.lastEndedAtMs : meeting.lastEnteredAtMs);
  return (
    <li className={styles.row}>
      <div className={styles.rowTime}>
        {atMs === null ? (
          <small>{t('spontaneous')}</small>
        ) : (
          <time dateTime={new Date(atMs).toISOString()}>{withDay ? shortDay(atMs, locale, zone) : clock(atMs, locale, zone)}</time>
        )}
        {withDay && atMs !== null && <small>{clock(atMs, locale, zone)}</small>}
        {!withDay && !over && <NearnessWords nearness={nearnessOf(meeting, nowMs)} />}
      </div>
      <div>
        <h3 className={styles.rowTitle}>{meeting.title}</h3>
        <p className={styles.rowSub}>{subtitle(meeting, over, nowMs, t, locale)}</p>
        <Behalf meeting={meeting} />
      </div>
      <div className={styles.rowActions}>
        {!withDay && !over && (
          <LinkButton
            size="small"
            to="/m/$meetingId"
            params={{ meetingId: meeting.id }}
            aria-label={t('joinThis', { title: meeting.title })}
          >
            {t('join')}
          </LinkButton>
        )}
        <MeetingMenu meeting={meeting} me={me} />
      </div>
    </li>
  );
}

function subtitle(
  meeting: ListedMeeting,
  over: boolean,
  nowMs: number,
  t: ReturnType<typeof useTranslation<'home'>>['t'],
  locale: string,
): string {
  const minutes = meeting.durationMin === null ? undefined : duration(meeting.durationMin, locale);
  const length = meeting.day === undefined ? minutes : [minutes, t('series')].filter((part) => part !== undefined).join(' · ');
  if (!meeting.owner) {
    const invited = t('invitedBy', { name: meeting.ownerName });
    return over || length === undefined ? invited : `${length} · ${invited}`;
  }
  const number = t('number', { number: spacedNumber(meeting.number) });
  if (over)
    return meeting.lastEndedAtMs === null
      ? meeting.day === undefined
        ? number
        : `${t('series')} · ${number}`
      : t('ended', { when: ago(meeting.lastEndedAtMs, nowMs, locale) });
  return length === undefined ? number : `${length} · ${number}`;
}
