import type { MeetingDetail } from '@saal/client';
import type { SeriesDate } from '@saal/protocol';
import { CalendarX2, Ellipsis, Pencil, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { useAction } from '../app/use-action.ts';
import { useNow } from '../app/use-now.ts';
import { dayAndTime } from '../home/meeting-time.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Menu, MenuItem, MenuTrigger } from '../ui/menu.tsx';
import { CancelDateDialog } from './cancel-date-dialog.tsx';
import { ChangeDateDialog } from './change-date-dialog.tsx';
import { PlanError } from './plan-error.tsx';
import styles from './planning.module.css';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;
/** Shown before one asks for all. */
const SHOWN = 6;

/** The dates of a series that are not over, each to be moved, cancelled and set again. */
export function DatesCard({
  meeting,
  dates,
  onChanged,
}: {
  meeting: MeetingDetail;
  dates: readonly SeriesDate[];
  onChanged: (now: MeetingDetail) => void;
}) {
  const { t } = useTranslation('home');
  const nowMs = useNow();
  const api = useApi();
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState<{ to: 'change' | 'cancel'; date: SeriesDate }>();
  const restore = useAction(async (date: SeriesDate) => {
    onChanged(await api.changeDate(meeting.id, date.day, { scope: 'this', cancelled: false }));
  });
  const coming = dates
    .filter(({ startsAtMs, durationMin }) => startsAtMs + durationMin * 60_000 > nowMs)
    .sort((a, b) => a.startsAtMs - b.startsAtMs);
  const planned = coming.filter(({ state }) => state !== 'cancelled');
  const close = () => setAsked(undefined);
  const changed = (now: MeetingDetail) => {
    close();
    onChanged(now);
  };
  return (
    <Card title={t('planning.dates.title')} lead={t('planning.dates.lead', { count: planned.length })}>
      {restore.error && <PlanError error={restore.error} />}
      {coming.length > 0 && (
        <ul className={styles.dates}>
          {(all ? coming : coming.slice(0, SHOWN)).map((date) => (
            <DateRow key={date.day} date={date} ask={(to) => setAsked({ to, date })} restore={() => restore.run(date)} />
          ))}
        </ul>
      )}
      {coming.length > SHOWN && !all && (
        <Button variant="quiet" onPress={() => setAll(true)}>
          {t('planning.dates.all')}
        </Button>
      )}
      {asked?.to === 'change' && <ChangeDateDialog meeting={meeting} date={asked.date} onClose={close} onChanged={changed} />}
      {asked?.to === 'cancel' && <CancelDateDialog meeting={meeting} date={asked.date} onClose={close} onChanged={changed} />}
    </Card>
  );
}

function DateRow({ date, ask, restore }: { date: SeriesDate; ask: (to: 'change' | 'cancel') => void; restore: () => void }) {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  const when = dayAndTime(date, t, locale);
  return (
    <li className={styles.date} data-state={date.state}>
      <div>
        <span className={styles.dateWhen}>{when}</span>
        {date.state !== 'ruled' && <small className={styles.dateState}>{t(`planning.dates.states.${date.state}`)}</small>}
      </div>
      <MenuTrigger>
        <IconButton label={t('planning.dates.actionsOf', { when })} icon={<Ellipsis {...icon} />} />
        <Menu placement="bottom end">
          <MenuItem icon={<Pencil {...icon} />} onAction={() => ask('change')}>
            {t('planning.dates.change')}
          </MenuItem>
          {date.state === 'cancelled' ? (
            <MenuItem icon={<RotateCcw {...icon} />} onAction={restore}>
              {t('planning.dates.restore')}
            </MenuItem>
          ) : (
            <MenuItem danger icon={<CalendarX2 {...icon} />} onAction={() => ask('cancel')}>
              {t('planning.dates.cancel')}
            </MenuItem>
          )}
        </Menu>
      </MenuTrigger>
    </li>
  );
}
