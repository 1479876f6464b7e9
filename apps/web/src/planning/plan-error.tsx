import type { WireError } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { clock, localTimeZone, shortDay } from '../i18n/format.ts';
import { Notice } from '../ui/notice.tsx';

/** What went wrong with a plan; which room is taken when, where that was it. */
export function PlanError({ error }: { error: WireError }) {
  const { t } = useTranslation('planning');
  const { locale } = useLanguage();
  const taken = takenOf(error);
  if (taken.length === 0) return <ErrorNotice error={error} />;
  const zone = localTimeZone();
  return (
    <Notice tone="error" code={error.code}>
      {taken
        .map(({ name, atMs }) =>
          t(error.code === 'resource_busy' ? 'rooms.busyAt' : 'rooms.takenAt', {
            name,
            day: shortDay(atMs, locale, zone),
            time: clock(atMs, locale, zone),
          }),
        )
        .join(' ')}{' '}
      {t('rooms.takenRemedy')}
    </Notice>
  );
}

function takenOf({ code, details }: WireError): { name: string; atMs: number }[] {
  const taken: unknown = details?.['taken'];
  if ((code !== 'resource_taken' && code !== 'resource_busy') || !Array.isArray(taken)) return [];
  return taken.filter(
    (each: unknown): each is { name: string; atMs: number } =>
      typeof each === 'object' && each !== null && 'name' in each && 'atMs' in each && typeof each.atMs === 'number',
  );
}
