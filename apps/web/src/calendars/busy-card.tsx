import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Switch } from '../ui/choice.tsx';
import { Skeleton } from '../ui/spinner.tsx';

/** Whether colleagues who plan see when one is busy. */
export function BusyCard() {
  const { t } = useTranslation('calendars');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.calendarSettings(), [api]));
  const [chosen, setChosen] = useState<boolean>();
  const change = useAction(async (showsBusy: boolean) => setChosen((await api.setCalendarSettings({ showsBusy })).showsBusy));
  return (
    <Card title={t('busy.title')} lead={t('busy.lead')}>
      {change.error && <ErrorNotice error={change.error} />}
      {loaded.state === 'loading' && <Skeleton height="3rem" />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && (
        <Switch
          label={t('busy.show')}
          description={t('busy.hint')}
          isSelected={chosen ?? loaded.value.showsBusy}
          onChange={(on) => change.run(on)}
          isDisabled={change.pending}
        />
      )}
    </Card>
  );
}
