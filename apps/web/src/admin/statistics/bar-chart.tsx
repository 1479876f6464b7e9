import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import styles from './statistics.module.css';

export interface Bar {
  label: string;
  /** Null: too few to be told. */
  value: number | null;
}

const [width, height] = [600, 140];
/** Of the room of a bar, the part that is left free. */
const GAP = 0.25;
/** A single bar is no wall. */
const WIDEST = 40;

/** Bars over one figure, with the same as a table for everybody who reads rather than looks. */
export function BarChart({ title, hint, head, bars }: { title: string; hint?: string; head: string; bars: readonly Bar[] }) {
  const { t } = useTranslation('statistics');
  const { locale } = useLanguage();
  const id = useId();
  const number = new Intl.NumberFormat(locale);
  const highest = bars.reduce<Bar | undefined>((best, bar) => ((bar.value ?? 0) > (best?.value ?? 0) ? bar : best), undefined);
  const most = highest?.value ?? 0;
  const room = width / Math.max(1, bars.length);
  const wide = Math.min(room * (1 - GAP), WIDEST);
  const [first, last] = [bars[0], bars.at(-1)];
  return (
    <figure className={styles.chart} aria-labelledby={id}>
      <figcaption id={id}>
        <span className={styles.chartTitle}>{title}</span>
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('chart', { title, max: number.format(most), period: highest?.label ?? '–' })}
        className={styles.bars}
      >
        <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} className={styles.base} />
        {bars.map(({ label, value }, index) => {
          // What is too few to be told stands there, and shows no size.
          const tall = value === null ? 3 : most === 0 ? 0 : (value / most) * (height - 4);
          return (
            <rect
              key={label}
              x={index * room + (room - wide) / 2}
              y={height - tall}
              width={wide}
              height={tall}
              className={value === null ? styles.few : styles.bar}
            />
          );
        })}
      </svg>
      <div className={styles.ends} aria-hidden="true">
        <span>{first?.label}</span>
        <span className={styles.most}>max. {number.format(most)}</span>
        {bars.length > 1 && <span>{last?.label}</span>}
      </div>
      <Disclosure title={t('tableOf', { title })}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{head}</th>
              <th scope="col">{title}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, value }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{value === null ? t('few') : number.format(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
    </figure>
  );
}
