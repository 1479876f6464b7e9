import type { ResourceView } from '@saal/client';
import { addDays, momentOf, wallTimeOf } from '@saal/protocol';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useLoaded } from '../app/use-loaded.ts';
import { useNow } from '../app/use-now.ts';
import { clock, day, localTimeZone } from '../i18n/format.ts';
import { Waiting } from '../ui/spinner.tsx';
import styles from './resources.module.css';

/** When a room is booked on one day, in the reader's zone. @param dayMs a moment of that day */
export function ResourceDay({ resource, dayMs }: { resource: Pick<ResourceView, 'id' | 'name'>; dayMs: number }) {
  const { t } = useTranslation('planning');
  const { locale } = useLanguage();
  const api = useApi();
  const zone = localTimeZone();
  const nowMs = useNow();
  const { id, name } = resource;
  const [loaded] = useLoaded(useCallback(() => bookingsOfDay(api, id, dayMs, zone), [api, id, dayMs, zone]));
  const title = t('rooms.dayOf', { name, day: day(dayMs, locale, zone, nowMs) });
  if (loaded.state === 'loading') return <Waiting />;
  if (loaded.state === 'failed') return <ErrorNotice error={loaded.error} />;
  const { bookings } = loaded.value;
  return (
    <div className={styles.day}>
      <p>{title}</p>
      {bookings.length === 0 ? (
        <p>{t('rooms.freeAllDay')}</p>
      ) : (
        <ul aria-label={title}>
          {bookings.map(({ fromMs: from, toMs: to, by }) => (
            <li key={from}>
              {t('rooms.span', { from: clock(from, locale, zone), to: clock(to, locale, zone) })}
              {by !== undefined && ` · ${by}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function bookingsOfDay(api: ReturnType<typeof useApi>, id: string, dayMs: number, zone: string) {
  const { date } = wallTimeOf(dayMs, zone);
  const midnight = (of: string): number => momentOf({ date: of, time: '00:00' }, zone) ?? dayMs;
  return api.bookings(id, midnight(date), midnight(addDays(date, 1)));
}
