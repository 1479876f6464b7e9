import type { DayEntry } from '@saal/client';
import { CalendarClock } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Frame } from '../frame/frame.tsx';
import { clock, day, localTimeZone } from '../i18n/format.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/spinner.tsx';
import styles from './campaigns.module.css';

const LOOK_EVERY_MS = 5_000;
const LATE_MIN = 15;

/** `/day`: the interviews of the panels one sits in, today; who waits, who is next, and the way in. */
export function DayPage() {
  const { t, i18n } = useTranslation('campaigns');
  const [nowMs] = useState(() => Date.now());
  return (
    <Frame title={t('day.title')} sub={day(nowMs, i18n.language, localTimeZone(), nowMs)}>
      {() => <Entries />}
    </Frame>
  );
}

function Entries() {
  const { t } = useTranslation('campaigns');
  const api = useApi();
  const [loaded, reload] = useLoaded(
    useCallback(() => {
      const midnight = new Date();
      midnight.setHours(0, 0, 0, 0);
      const next = new Date(midnight);
      next.setDate(next.getDate() + 1);
      return api.panelDay(midnight.getTime(), next.getTime());
    }, [api]),
  );
  useEffect(() => {
    const timer = setInterval(reload, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [reload]);
  if (loaded.state === 'loading') return <Waiting />;
  if (loaded.state === 'failed')
    return <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />;
  const { entries, nowMs } = loaded.value;
  if (entries.length === 0)
    return (
      <EmptyState icon={<CalendarClock aria-hidden="true" size={40} strokeWidth={1.25} />} title={t('day.none')}>
        {t('day.noneText')}
      </EmptyState>
    );
  const waiting = entries.filter(({ state }) => state === 'waiting');
  const open = entries.filter(
    ({ state, endsAtMs }) => state !== 'done' && state !== 'declined' && (endsAtMs > nowMs || state === 'running'),
  );
  return (
    <div className={styles.stack}>
      <div role="status">
        {waiting.length > 0 && (
          <Notice live={false} title={t('day.waiting', { count: waiting.length, names: waiting.map(({ name }) => name).join(', ') })} />
        )}
      </div>
      <ol className={styles.list}>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} isNext={entry === open[0]} isOpen={open.includes(entry)} onMoved={reload} />
        ))}
      </ol>
    </div>
  );
}

function Entry({ entry, isNext, isOpen, onMoved }: { entry: DayEntry; isNext: boolean; isOpen: boolean; onMoved: () => void }) {
  const { t, i18n } = useTranslation('campaigns');
  const api = useApi();
  const late = useAction(async () => {
    await api.runLate({ interviewId: entry.id, byMin: LATE_MIN });
    onMoved();
  });
  const { name, title, panel, place, colleagues, startsAtMs, endsAtMs, state, meetingId } = entry;
  const zone = localTimeZone();
  return (
    <li className={styles.entry} data-now={isNext || undefined}>
      <div className={styles.words}>
        <h2>
          {clock(startsAtMs, i18n.language, zone)}–{clock(endsAtMs, i18n.language, zone)} {name}
        </h2>
        <p className={styles.sub}>{[title, panel, ...(place === undefined ? [] : [place]), ...colleagues].join(' · ')}</p>
        <p className={styles.state} data-state={state}>
          {isNext && state !== 'running' && state !== 'waiting' ? t('day.next') : t(`state.${state}`)}
        </p>
        {late.error && <ErrorNotice error={late.error} />}
      </div>
      {isOpen && (
        <div className={styles.actions}>
          <Button isPending={late.pending} onPress={late.run} aria-label={t('day.lateFor', { count: LATE_MIN, name })}>
            {t('day.late', { count: LATE_MIN })}
          </Button>
          {meetingId !== null && (
            <LinkButton
              to="/m/$meetingId"
              params={{ meetingId }}
              variant={isNext ? 'primary' : 'secondary'}
              aria-label={t('day.enterFor', { name })}
            >
              {t('day.enter')}
            </LinkButton>
          )}
        </div>
      )}
    </li>
  );
}
