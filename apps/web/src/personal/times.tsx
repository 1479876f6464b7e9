import type { PersonalInvitation } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { useNow } from '../app/use-now.ts';
import { clock, day, localTimeZone } from '../i18n/format.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import styles from './personal.module.css';

/** When, on the reader's own clock; where the inviter's shows another time, that is said too. */
export function Times({ invitation }: { invitation: PersonalInvitation }) {
  const { t } = useTranslation('personal');
  const { locale } = useLanguage();
  const nowMs = useNow();
  const zone = localTimeZone();
  const { startsAtMs, durationMin, timeZone, running, dates } = invitation;
  if (startsAtMs === null) return <p>{t('open')}</p>;
  const line = (atMs: number, lengthMin: number, inZone: string) =>
    t('when', {
      date: day(atMs, locale, inZone, nowMs),
      from: clock(atMs, locale, inZone),
      to: clock(atMs + lengthMin * 60_000, locale, inZone),
    });
  const own = line(startsAtMs, durationMin ?? 60, zone);
  const theirs = timeZone === null ? own : line(startsAtMs, durationMin ?? 60, timeZone);
  return (
    <>
      <p className={styles.when}>{own}</p>
      {theirs !== own && timeZone !== null && (
        <p className={styles.hint}>{t('zone', { when: theirs, zone: timeZone.replaceAll('_', ' ') })}</p>
      )}
      {running && <p className={styles.running}>{t('running')}</p>}
      {dates.length > 0 && (
        <Disclosure title={t('further', { count: dates.length })}>
          <ul className={styles.steps}>
            {dates.map((date) => (
              <li key={date.startsAtMs}>{line(date.startsAtMs, date.durationMin, zone)}</li>
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  );
}
