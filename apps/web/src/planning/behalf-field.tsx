import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useMe } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useLoaded } from '../app/use-loaded.ts';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/select.tsx';
import styles from './planning.module.css';

/** No person has this id. */
const MYSELF = '+';

/** For whom a meeting is planned; nothing for who plans for nobody else. */
export function BehalfField({ value, onChange }: { value: string | undefined; onChange: (personId: string | undefined) => void }) {
  const { t } = useTranslation('planning');
  const api = useApi();
  const me = useMe();
  const [loaded, reload] = useLoaded(useCallback(() => api.delegations(), [api]));
  if (loaded.state === 'failed')
    return <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />;
  if (loaded.state === 'loading' || loaded.value.principals.length === 0) return null;
  return (
    <Select
      className={styles.short}
      label={t('behalf.label')}
      description={value === undefined ? undefined : t('behalf.hint')}
      options={[
        { id: MYSELF, label: t('behalf.myself', { name: me?.displayName ?? '' }) },
        ...loaded.value.principals.map(({ id, displayName }) => ({ id: String(id), label: displayName })),
      ]}
      value={value ?? MYSELF}
      onChange={(id) => onChange(id === MYSELF ? undefined : id)}
    />
  );
}
