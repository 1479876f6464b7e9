import { parseDate } from '@internationalized/date';
import type { AuditEntryView, AuditFilter } from '@saal/client';
import { Download, ScrollText } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { localTimeZone } from '../../i18n/format.ts';
import { useSettled } from '../../people/use-settled.ts';
import { Button, DownloadButton } from '../../ui/button.tsx';
import { DateField } from '../../ui/date-time.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select } from '../../ui/select.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { AuditTable } from './audit-table.tsx';
import { actionWords } from './audit-words.ts';
import styles from './audit.module.css';

interface Wanted {
  person: string;
  action: string;
  from: string;
  until: string;
}

const everything: Wanted = { person: '', action: '', from: '', until: '' };

/** Days are whole days of the reader's zone. */
function filterOf({ person, action, from, until }: Wanted): AuditFilter {
  const zone = localTimeZone();
  return {
    ...(person === '' ? {} : { person }),
    ...(action === '' ? {} : { action }),
    ...(from === '' ? {} : { fromMs: parseDate(from).toDate(zone).getTime() }),
    ...(until === '' ? {} : { untilMs: parseDate(until).add({ days: 1 }).toDate(zone).getTime() }),
  };
}

/** `/admin/audit`: who did what to whom, for those who may read it. */
export function AuditSection() {
  const { t } = useTranslation('audit');
  const api = useApi();
  const [wanted, setWanted] = useState<Wanted>(everything);
  const settled = useSettled(wanted.person.trim(), 400);
  const { action, from, until } = wanted;
  const filter = useMemo(() => filterOf({ person: settled, action, from, until }), [settled, action, from, until]);
  const [loaded, reload] = useLoaded(useCallback(() => api.audit(filter), [api, filter]));
  const actions = loaded.state === 'ready' ? loaded.value.actions : [];
  return (
    <section aria-label={t('list')} className={styles.section}>
      <p className={styles.lead}>{t('lead')}</p>
      <Filter wanted={wanted} actions={actions} onChange={setWanted} />
      <div className={styles.tools}>
        <DownloadButton href={api.auditTableUrl(filter)} icon={<Download aria-hidden="true" size={20} strokeWidth={1.75} />}>
          {t('download')}
        </DownloadButton>
        <Button variant="quiet" onPress={() => setWanted(everything)}>
          {t('reset')}
        </Button>
      </div>
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && <Entries key={JSON.stringify(filter)} filter={filter} first={loaded.value} />}
    </section>
  );
}

function Filter({ wanted, actions, onChange }: { wanted: Wanted; actions: readonly string[]; onChange: (wanted: Wanted) => void }) {
  const words = useTranslation('audit');
  const { t } = words;
  const change = (part: Partial<Wanted>) => onChange({ ...wanted, ...part });
  const known = wanted.action === '' || actions.includes(wanted.action) ? actions : [...actions, wanted.action];
  const named = known.map((id) => ({ id, label: actionWords(words, id) })).sort((one, other) => one.label.localeCompare(other.label));
  return (
    <search aria-label={t('filter')} className={styles.filter}>
      <TextField
        label={t('person')}
        value={wanted.person}
        onChange={(person) => change({ person })}
        maxLength={80}
        className={styles.person}
      />
      <Select
        label={t('action')}
        options={[{ id: '', label: t('everything') }, ...named]}
        value={wanted.action}
        onChange={(action) => change({ action })}
      />
      <DateField label={t('from')} value={wanted.from} onChange={(from) => change({ from })} />
      <DateField label={t('until')} value={wanted.until} onChange={(until) => change({ until })} />
    </search>
  );
}

function Entries({ filter, first }: { filter: AuditFilter; first: { entries: AuditEntryView[]; next?: number | undefined } }) {
  const { t } = useTranslation('audit');
  const api = useApi();
  const [further, setFurther] = useState<{ entries: AuditEntryView[]; next?: number | undefined }>();
  const entries = [...first.entries, ...(further?.entries ?? [])];
  const next = further ? further.next : first.next;
  const older = useAction(async () => {
    const page = await api.audit(filter, next);
    setFurther({ entries: [...(further?.entries ?? []), ...page.entries], next: page.next });
  });
  if (entries.length === 0)
    return (
      <EmptyState icon={<ScrollText aria-hidden="true" size={40} strokeWidth={1.25} />} title={t('none')}>
        {t('noneText')}
      </EmptyState>
    );
  return (
    <>
      <p role="status" className={styles.count}>
        {next === undefined ? t('count', { count: entries.length }) : t('countMore', { count: entries.length })}
      </p>
      <AuditTable entries={entries} />
      {older.error && <ErrorNotice error={older.error} />}
      {next !== undefined && (
        <Button onPress={older.run} isPending={older.pending}>
          {t('more')}
        </Button>
      )}
    </>
  );
}
