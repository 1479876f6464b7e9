import type { AuditEntryView } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { localTimeZone } from '../../i18n/format.ts';
import { actionWords, detailLines, kindWords } from './audit-words.ts';
import styles from './audit.module.css';

/** Entries as they come; on narrow screens each is a block of its own. */
export function AuditTable({ entries }: { entries: readonly AuditEntryView[] }) {
  const { t } = useTranslation('audit');
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{t('list')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('time')}</th>
          <th scope="col">{t('who')}</th>
          <th scope="col">{t('what')}</th>
          <th scope="col">{t('whom')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </tbody>
    </table>
  );
}

function AuditRow({ entry }: { entry: AuditEntryView }) {
  const words = useTranslation(['audit', 'people']);
  const { t } = useTranslation('audit');
  const { locale } = useLanguage();
  const { atMs, action, actor, subject, network } = entry;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone: localTimeZone() });
  // What one does to oneself is not told twice.
  const other = subject?.id === actor?.id ? undefined : subject;
  return (
    <tr>
      <td className={styles.time}>
        <time dateTime={new Date(atMs).toISOString()}>{time.format(atMs)}</time>
      </td>
      <td>
        {actor ? <Named of={actor} /> : <span className={styles.quiet}>{t('server')}</span>}
        {network !== undefined && <div className={styles.quiet}>{t('network', { network })}</div>}
      </td>
      <td>
        <div className={styles.action}>{actionWords({ t, i18n: words.i18n }, action)}</div>
        {detailLines(t, entry).map((line) => (
          <div key={line} className={styles.quiet}>
            {line}
          </div>
        ))}
      </td>
      <td>{other && <Named of={other} />}</td>
    </tr>
  );
}

function Named({ of: { kind, id, name } }: { of: { kind: string; id: string; name?: string | undefined } }) {
  const words = useTranslation('audit');
  const kindOf = kind === 'person' && name === undefined ? words.t('gone') : kindWords(words, kind);
  if (name !== undefined && kind === 'person') return <span title={id}>{name}</span>;
  return (
    <>
      <div>{name ?? kindOf}</div>
      <code className={styles.id}>{id}</code>
    </>
  );
}
