import type { PoliciesView } from '@saal/client';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useLoaded } from '../../app/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { PoliciesForm } from './policies-form.tsx';
import styles from './policies.module.css';

/** `/admin/policies`: what the house decides for everybody. */
export function PoliciesSection() {
  const { t } = useTranslation('policies');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback((): Promise<PoliciesView> => api.policies(), [api]));
  return (
    <div className={styles.section}>
      <p className={styles.lead}>{t('lead')}</p>
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && <PoliciesForm loaded={loaded.value} />}
    </div>
  );
}
