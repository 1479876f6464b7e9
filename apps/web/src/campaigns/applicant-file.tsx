import type { ApplicantField } from '@saal/protocol';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { Select } from '../ui/select.tsx';
import styles from './campaigns.module.css';

/** In the order they are offered in. */
const applicantFields: readonly ApplicantField[] = ['name', 'firstName', 'lastName', 'email', 'panel', 'date', 'time', 'language'];

type Columns = (ApplicantField | null)[];
/** A file whose columns have to be said. */
type Unclear = { file: string; header: string[]; columns: Columns };

/** Brings in the list of applicants; nobody is told by it. */
export function ApplicantFile({ campaignId, onChanged }: { campaignId: string; onChanged: () => void }) {
  const { t } = useTranslation('campaigns');
  const api = useApi();
  const [unclear, setUnclear] = useState<Unclear>();
  const read = useAction(async (file: string, columns?: Columns) => {
    const answer = await api.setApplicants(campaignId, { file, ...(columns && { columns }) });
    if ('unclear' in answer) return setUnclear({ file, header: answer.unclear.header, columns: columns ?? answer.unclear.guess });
    setUnclear(undefined);
    onChanged();
  });
  const take = useAction(async (file: File) => read.run(base64(new Uint8Array(await file.arrayBuffer()))));
  const error = take.error ?? read.error;
  const fields = [{ id: 'none', label: t('file.unused') }, ...applicantFields.map((id) => ({ id, label: t(`field.${id}`) }))];
  const say = (index: number, field: string): void => {
    const known = applicantFields.find((each) => each === field) ?? null;
    setUnclear((last) => last && { ...last, columns: last.columns.map((column, each) => (each === index ? known : column)) });
  };
  return (
    <Card title={t('file.title')} lead={t('file.lead')}>
      <div className={styles.stack}>
        <div>
          <FileTrigger
            acceptedFileTypes={['.csv', 'text/csv', 'text/plain']}
            onSelect={(files) => {
              const file = files?.[0];
              if (file) take.run(file);
            }}
          >
            <Button isPending={read.pending || take.pending}>{t('file.choose')}</Button>
          </FileTrigger>
        </div>
        {error && <ErrorNotice error={error} />}
        {unclear && (
          <>
            <Notice title={t('file.unclear')}>{t('file.unclearText')}</Notice>
            <div className={styles.row}>
              {unclear.header.map((title, index) => (
                <Select
                  key={index}
                  label={title === '' ? t('file.column', { number: index + 1 }) : title}
                  options={fields}
                  value={unclear.columns[index] ?? 'none'}
                  onChange={(field) => say(index, field)}
                />
              ))}
            </div>
            <div>
              <Button variant="primary" isPending={read.pending} onPress={() => read.run(unclear.file, unclear.columns)}>
                {t('file.read')}
              </Button>
            </div>
          </>
        )}
      </div>
    </Card>
  );
}

/** In pieces: a call with half a million arguments is one too many. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
