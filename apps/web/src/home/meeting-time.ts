import type { ListedMeeting } from '@saal/client';
import type { TFunction } from 'i18next';
import { clock, day, localTimeZone } from '../i18n/format.ts';

/** "10:00 bis 11:00 Uhr" in the reader's zone. */
export function timeRange(
  { startsAtMs, durationMin }: Pick<ListedMeeting, 'startsAtMs' | 'durationMin'>,
  t: TFunction<'home'>,
  locale: string,
): string {
  if (startsAtMs === null) return t('spontaneous');
  const zone = localTimeZone();
  const from = clock(startsAtMs, locale, zone);
  return durationMin === null
    ? t('timeFrom', { from })
    : t('timeRange', { from, to: clock(startsAtMs + durationMin * 60_000, locale, zone) });
}

/** "Montag, 23. November, 10:00 bis 11:00 Uhr" */
export function dayAndTime(meeting: Pick<ListedMeeting, 'startsAtMs' | 'durationMin'>, t: TFunction<'home'>, locale: string): string {
  const range = timeRange(meeting, t, locale);
  return meeting.startsAtMs === null ? range : `${day(meeting.startsAtMs, locale, localTimeZone(), Date.now())}, ${range}`;
}
