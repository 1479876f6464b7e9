import { weekdayOf, weekdays, type Weekday } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { day as longDay } from '../i18n/format.ts';
import { Checkbox } from '../ui/choice.tsx';
import { DateField } from '../ui/date-time.tsx';
import { Select } from '../ui/select.tsx';
import { numberChoices } from './number-choices.ts';
import styles from './planning.module.css';
import { monthliesOf, nthOf, repeatDays, repeats, ruleOf, type Repeat } from './repeat.ts';

const intervals = [1, 2, 3, 4, 6, 12];
const counts = [2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 26, 30, 40, 52];

export interface RepeatFieldsProps {
  value: Repeat;
  onChange: (value: Repeat) => void;
  /** "2026-11-23", empty while it is incomplete. */
  firstDay: string;
  error?: string;
}

/** Whether a meeting takes place again and again, on which days, and until when; says in words what comes of it. */
export function RepeatFields({ value, onChange, firstDay, error }: RepeatFieldsProps) {
  const { t, i18n } = useTranslation('home');
  const set = (change: Partial<Repeat>) => onChange({ ...value, ...change });
  const every = value.every;
  return (
    <div className={styles.group}>
      <Select
        className={styles.short}
        label={t('planning.repeat.label')}
        options={repeats.map((id) => ({ id, label: t(`planning.repeat.every.${id}`) }))}
        value={every}
        onChange={(chosen) => set({ every: chosen })}
      />
      {every !== 'never' && firstDay !== '' && (
        <>
          <div className={styles.selects}>
            <Select
              label={t('planning.repeat.interval')}
              options={intervals.map((count) => ({ id: String(count), label: t(`planning.repeat.intervals.${every}`, { count }) }))}
              value={String(value.interval)}
              onChange={(interval) => set({ interval: Number(interval) })}
            />
            {every === 'month' && <MonthlyField value={value} set={set} firstDay={firstDay} />}
          </div>
          {every === 'week' && <WeekdayField value={value} set={set} firstDay={firstDay} />}
          <div className={styles.selects}>
            <Select
              label={t('planning.repeat.endBy')}
              options={(['count', 'until'] as const).map((id) => ({ id, label: t(`planning.repeat.ends.${id}`) }))}
              value={value.endBy}
              onChange={(endBy) => set({ endBy })}
            />
            {value.endBy === 'count' ? (
              <Select
                label={t('planning.repeat.count')}
                options={numberChoices(counts, value.count, i18n.language)}
                value={String(value.count)}
                onChange={(count) => set({ count: Number(count) })}
                error={error}
              />
            ) : (
              <DateField
                label={t('planning.repeat.until')}
                min={firstDay}
                value={value.until}
                onChange={(until) => set({ until })}
                error={error}
              />
            )}
          </div>
          <Outcome value={value} firstDay={firstDay} />
        </>
      )}
    </div>
  );
}

type PartProps = { value: Repeat; set: (change: Partial<Repeat>) => void; firstDay: string };

function MonthlyField({ value, set, firstDay }: PartProps) {
  const { t } = useTranslation('home');
  const weekdayName = useWeekdayNames();
  const offered = monthliesOf(firstDay);
  const dayNumber = Number(firstDay.slice(8));
  return (
    <Select
      label={t('planning.repeat.monthly')}
      description={dayNumber > 28 && value.monthly === 'day' ? t('planning.repeat.shortMonths') : undefined}
      options={offered.map((id) => ({
        id,
        label: t(`planning.repeat.monthlies.${id}`, {
          day: dayNumber,
          weekday: weekdayName(weekdayOf(firstDay)),
          nth: t(`planning.repeat.nth.${nthOf(firstDay)}`),
        }),
      }))}
      value={offered.includes(value.monthly) ? value.monthly : 'day'}
      onChange={(monthly) => set({ monthly })}
    />
  );
}

function WeekdayField({ value, set, firstDay }: PartProps) {
  const { t } = useTranslation('home');
  const weekdayName = useWeekdayNames();
  const chosen: readonly Weekday[] = value.days.length > 0 ? value.days : [weekdayOf(firstDay)];
  return (
    <fieldset className={styles.group}>
      <legend>{t('planning.repeat.days')}</legend>
      <div className={styles.weekdays}>
        {weekdays.map((weekday) => (
          <Checkbox
            key={weekday}
            label={weekdayName(weekday)}
            isSelected={chosen.includes(weekday)}
            onChange={(selected) => set({ days: weekdays.filter((each) => (each === weekday ? selected : chosen.includes(each))) })}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** How many dates and the last of them: whoever reads it sees at once whether it is what they meant. */
function Outcome({ value, firstDay }: { value: Repeat; firstDay: string }) {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  const rule = ruleOf(value, firstDay);
  const outcome = rule && repeatDays(rule, firstDay);
  const written = (day: string): string => longDay(Date.parse(`${day}T12:00Z`), locale, 'UTC', Date.parse(`${firstDay}T12:00Z`));
  const last = outcome && 'days' in outcome ? outcome.days.at(-1) : undefined;
  const first = outcome && 'days' in outcome ? outcome.days[0] : undefined;
  return (
    <p className={styles.outcome} aria-live="polite">
      {outcome && 'problem' in outcome && t(`planning.${outcome.problem}`)}
      {outcome && 'days' in outcome && first !== undefined && last !== undefined && (
        <>{t('planning.repeat.outcome', { count: outcome.days.length, first: written(first), last: written(last) })}</>
      )}
    </p>
  );
}

function useWeekdayNames(): (weekday: Weekday) => string {
  const { locale } = useLanguage();
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  // 5 January 1970 was a Monday.
  return (weekday) => format.format((weekdays.indexOf(weekday) + 4) * 86_400_000);
}
