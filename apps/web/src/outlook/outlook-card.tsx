import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '@tanstack/react-router';
import styles from '../account/account.module.css';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';

/** Which Outlooks speak for this person; nothing where the house has no add-in. */
export function OutlookCard() {
  const { t } = useTranslation('outlook');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.outlookConnections(), [api]));
  const end = useAction(async () => {
    await api.endOutlook();
    reload();
  });
  if (loaded.state !== 'ready' || !loaded.value.available) return null;
  return (
    <Card title={t('card.title')} lead={t('card.lead')}>
      {end.error && <ErrorNotice error={end.error} />}
      {loaded.value.connected > 0 && <p>{t('card.connected', { count: loaded.value.connected })}</p>}
      <div className={styles.end}>
        <Link to="/outlook/connect">{t('card.connect')}</Link>
        {loaded.value.connected > 0 && (
          <Button onPress={() => end.run()} isPending={end.pending}>
            {t('card.end')}
          </Button>
        )}
      </div>
    </Card>
  );
}
