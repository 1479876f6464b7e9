import type { ChatStatisticsView, StatisticsQuery, StatisticsView } from '@saal/client';
import { ChartColumn, Download } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useLoaded } from '../../app/use-loaded.ts';
import { Button, DownloadButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select } from '../../ui/select.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { BarChart } from './bar-chart.tsx';
import styles from './statistics.module.css';

type Range = '30' | '90' | '365' | '730';
type By = NonNullable<StatisticsQuery['by']>;
const ranges: readonly Range[] = ['30', '90', '365', '730'];
const bys: readonly By[] = ['day', 'week', 'month'];
const dayMs = 86_400_000;

function dayBefore(days: number): string {
  return new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
}

/** `/admin/statistics`: figures of use, without names. */
export function StatisticsSection() {
  const { t } = useTranslation('statistics');
  const api = useApi();
  const [range, setRange] = useState<Range>('30');
  const [by, setBy] = useState<By>('day');
  const asked = useMemo(() => ({ from: dayBefore(Number(range) - 1), until: dayBefore(0), by }), [range, by]);
  const load = useCallback(async () => {
    const [meetings, chat] = await Promise.all([api.statistics(asked), api.chatStatistics(asked)]);
    return { meetings, chat };
  }, [api, asked]);
  const [loaded, reload] = useLoaded(load);
  return (
    <section aria-label={t('summary')} className={styles.section}>
      <p className={styles.lead}>{t('lead')}</p>
      <div className={styles.tools}>
        <Select label={t('range')} options={ranges.map((id) => ({ id, label: t(`ranges.${id}`) }))} value={range} onChange={setRange} />
        <Select label={t('by')} options={bys.map((id) => ({ id, label: t(`bys.${id}`) }))} value={by} onChange={setBy} />
        <DownloadButton href={api.statisticsTableUrl(asked)} icon={<Download aria-hidden="true" size={20} strokeWidth={1.75} />}>
          {t('download')}
        </DownloadButton>
      </div>
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && <Figures view={loaded.value.meetings} chat={loaded.value.chat} by={by} />}
    </section>
  );
}

function Figures({ view, chat, by }: { view: StatisticsView; chat: ChatStatisticsView; by: By }) {
  const { t } = useTranslation('statistics');
  const { locale } = useLanguage();
  const { periods, sizes, joins } = view;
  const joined = [
    ...joins.within.map(({ ms, joins: value }) => ({ label: ms === null ? t('join.slower') : t('join.within', { ms }), value })),
    { label: t('join.failed'), value: joins.failed },
  ];
  const connections = view.quality.map(({ level, reason, minutes }) => ({
    label: level === 3 ? t('connection.good') : t(level === 2 ? 'connection.weak' : 'connection.bad', { why: t(`connection.${reason}`) }),
    value: minutes,
  }));
  const minutes = (which: (level: number) => boolean): number =>
    view.quality.reduce((sum, each) => sum + (which(each.level) ? (each.minutes ?? 0) : 0), 0);
  const bad = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(
    minutes((level) => level === 1) /
      Math.max(
        1,
        minutes(() => true),
      ),
  );
  const dated = new Intl.DateTimeFormat(locale, {
    ...(by === 'month' ? { month: 'short', year: 'numeric' } : { dateStyle: 'medium' }),
    timeZone: 'UTC',
  });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const series = (of: (period: StatisticsView['periods'][number]) => number | null) =>
    periods.map((period) => ({ label: dated.format(Date.parse(period.from)), value: of(period) }));
  const bound = (index: number): number => sizes[index]?.upTo ?? 0;
  const isEmpty = periods.every(({ meetings }) => meetings === 0);
  return (
    <>
      {isEmpty ? (
        <EmptyState icon={<ChartColumn aria-hidden="true" size={40} strokeWidth={1.25} />} title={t('none')}>
          {t('noneText')}
        </EmptyState>
      ) : (
        <div className={styles.charts}>
          <BarChart title={t('meetings')} head={t('period')} bars={series(({ meetings }) => meetings)} />
          <BarChart title={t('participations')} head={t('period')} bars={series(({ participations }) => participations)} />
          <BarChart title={t('guests')} head={t('period')} bars={series(({ guests }) => guests)} />
          <BarChart
            title={t('hours')}
            head={t('period')}
            bars={series(({ minutes }) => (minutes === null ? null : Math.round(minutes / 6) / 10))}
          />
          <BarChart title={t('peakPeople')} head={t('period')} bars={series(({ peakPeople }) => peakPeople)} />
          <BarChart title={t('peakMeetings')} head={t('period')} bars={series(({ peakMeetings }) => peakMeetings)} />
          <BarChart
            title={t('sizes')}
            hint={t('sizesHint')}
            head={t('size.from')}
            bars={sizes.map(({ upTo, meetings }, index) => ({
              label: upTo === null ? t('size.more', { count: bound(index - 1) }) : t('size.upTo', { count: upTo }),
              value: meetings,
            }))}
          />
        </div>
      )}
      <div className={styles.charts}>
        {joined.some(({ value }) => value !== 0) && (
          <BarChart title={t('joins')} hint={t('joinsHint')} head={t('join.time')} bars={joined} />
        )}
        {connections.length > 0 && (
          <BarChart title={t('connections')} hint={t('connectionsHint', { bad })} head={t('connection.head')} bars={connections} />
        )}
        <BarChart
          title={t('messages')}
          hint={t('messagesHint')}
          head={t('period')}
          bars={chat.days.map(({ day: from, messages }) => ({ label: day.format(Date.parse(from)), value: messages }))}
        />
      </div>
      <Storage chat={chat} />
    </>
  );
}

function Storage({ chat }: { chat: ChatStatisticsView }) {
  const { t } = useTranslation('statistics');
  const { locale } = useLanguage();
  const megabytes = (bytes: number): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(bytes / 1e6);
  return (
    <section aria-labelledby="storage" className={styles.storage}>
      <h2 id="storage">{t('storage')}</h2>
      <dl>
        <dt>{t('files')}</dt>
        <dd>{megabytes(chat.fileBytes)}</dd>
        <dt>{t('database')}</dt>
        <dd>{megabytes(chat.databaseBytes)}</dd>
      </dl>
    </section>
  );
}
