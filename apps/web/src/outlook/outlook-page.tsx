import { createOutlookApi } from '@saal/client';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { AppointmentPane } from './appointment-pane.tsx';
import { openAppointment } from './office.ts';
import styles from './outlook.module.css';
import { PairingPane } from './pairing-pane.tsx';

const KEPT = 'saal.outlook';
const api = createOutlookApi();

/** `/outlook`: the pane beside an appointment in Outlook. Without a session: it speaks by a token that its person gave it. */
export function OutlookPage() {
  const { t } = useTranslation('outlook');
  useDocumentTitle(t('title'));
  const [token, setToken] = useState(() => localStorage.getItem(KEPT) ?? undefined);
  const [loaded, reload] = useLoaded(useCallback(() => openAppointment(), []));
  const keep = (next: string | undefined): void => {
    if (next === undefined) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, next);
    setToken(next);
  };
  return (
    <main className={styles.pane}>
      <h1>{t('title')}</h1>
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && loaded.value === undefined && <Notice live={false}>{t('notHere')}</Notice>}
      {loaded.state === 'ready' &&
        loaded.value !== undefined &&
        (token === undefined ? (
          <PairingPane api={api} onConnected={keep} />
        ) : (
          <AppointmentPane api={api} token={token} appointment={loaded.value} onSignedOut={() => keep(undefined)} />
        ))}
    </main>
  );
}
