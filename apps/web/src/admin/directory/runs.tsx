import type { DirectoryRunView } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { dayAndClock, grouped, localTimeZone } from '../../i18n/format.ts';
import { Card } from '../../ui/card.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import styles from './directory.module.css';

/** More are too long to be read here; the first say what is wrong. */
const SHOWN_FAULTS = 50;
const knownErrors: readonly string[] = ['the directory told of nobody', 'the directory does not answer as it should'];

/** The last readings, newest first, and what the newest left out. */
export function Runs({ runs }: { runs: readonly DirectoryRunView[] }) {
  const { t } = useTranslation('directory');
  const { locale } = useLanguage();
  const count = (value: number) => grouped(value, locale);
  const faults = runs.find(({ kind, state }) => kind === 'full' && state !== 'failed')?.faults ?? [];
  return (
    <Card title={t('runs.title')}>
      <table className={styles.runs}>
        <thead>
          <tr>
            {(['when', 'state', 'changes', 'took'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`runs.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <th scope="row">{dayAndClock(run.atMs, locale, localTimeZone())}</th>
              <td>
                {t(`runs.${run.state}`)} ({t(run.kind === 'full' ? 'runs.full' : 'runs.changed')})
                {run.error !== undefined && (
                  <span className={styles.error}>{t(`error.${knownErrors.includes(run.error) ? run.error : 'other'}`)}</span>
                )}
              </td>
              <td>
                {run.state !== 'failed' && [run.added, run.changed, run.disabled, run.enabled].map(count).join(' / ')}
                {run.teams && Object.values(run.teams).some((value) => value > 0) && (
                  <span className={styles.more}>
                    {t('runs.teams', {
                      ...{ added: count(run.teams.added), ended: count(run.teams.ended) },
                      ...{ joined: count(run.teams.joined), left: count(run.teams.left) },
                    })}
                  </span>
                )}
              </td>
              <td>
                {run.tookMs !== undefined &&
                  t('runs.seconds', { seconds: (run.tookMs / 1_000).toLocaleString(locale, { maximumFractionDigits: 1 }) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {faults.length > 0 && (
        <Disclosure title={t('faults.title', { count: faults.length })}>
          <ul className={styles.faults}>
            {faults.slice(0, SHOWN_FAULTS).map(({ entry, reason }, index) => (
              <li key={index}>
                <code>{entry}</code> {t(`faults.${reason}`)}
              </li>
            ))}
          </ul>
          {faults.length > SHOWN_FAULTS && <p>{t('faults.rest', { count: faults.length - SHOWN_FAULTS })}</p>}
        </Disclosure>
      )}
    </Card>
  );
}
