import type { CalendarConnectionView } from '@saal/client';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../account/account.module.css';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { useNow } from '../app/use-now.ts';
import { ago } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Switch } from '../ui/choice.tsx';
import { Notice } from '../ui/notice.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/spinner.tsx';
import { ConnectForm } from './connect-form.tsx';

type Connection = NonNullable<CalendarConnectionView['connection']>;

/** One's calendar on a server of the house; nothing where the house has none. What colleagues see of it stands beside it. */
export function ConnectionCard() {
  const { t } = useTranslation('calendars');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.calendarConnection(), [api]));
  const [changed, setChanged] = useState<CalendarConnectionView>();
  const end = useAction(async () => {
    await api.endCalendarConnection();
    setChanged(undefined);
    reload();
  });
  const view = changed ?? (loaded.state === 'ready' ? loaded.value : undefined);
  if (view?.servers.length === 0 && view.connection === null) return null;
  return (
    <Card title={t('connection.title')} lead={t('connection.lead')}>
      {end.error && <ErrorNotice error={end.error} />}
      {loaded.state === 'loading' && !view && <Skeleton height="3.5rem" />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {view?.connection && (
        <>
          <Connected connection={view.connection} servers={view.servers} onChanged={setChanged} />
          <div className={styles.end}>
            <Button onPress={() => end.run()} isPending={end.pending}>
              {t('connection.end')}
            </Button>
          </div>
        </>
      )}
      {view?.connection === null && <ConnectForm servers={view.servers} onConnected={setChanged} />}
    </Card>
  );
}

function Connected({
  connection,
  servers,
  onChanged,
}: {
  connection: Connection;
  servers: CalendarConnectionView['servers'];
  onChanged: (view: CalendarConnectionView) => void;
}) {
  const { t } = useTranslation('calendars');
  const { locale } = useLanguage();
  const nowMs = useNow();
  const api = useApi();
  const [loaded] = useLoaded(useCallback(() => api.connectedCalendars(), [api]));
  const change = useAction(async (wanted: { calendar?: string; writes?: boolean }) =>
    onChanged(await api.changeCalendarConnection(wanted)),
  );
  const { calendar, state, lookedAtMs, userName, writes } = connection;
  const calendars = loaded.state === 'ready' ? loaded.value.calendars : [];
  const options = [calendar, ...calendars.filter(({ path }) => path !== calendar.path)].map(({ path, name }) => ({
    id: path,
    label: name,
  }));
  const known = servers.find(({ id }) => id === connection.server);
  const server = known?.name ?? connection.server;
  return (
    <>
      {change.error && <ErrorNotice error={change.error} />}
      {state === 'refused' && <Notice tone="error">{t('connection.refused')}</Notice>}
      {state === 'unavailable' && <Notice tone="warning">{t('connection.unavailable')}</Notice>}
      <p>
        {t('connection.account', { server, userName })}{' '}
        {lookedAtMs !== null && state === 'ok' && t('connection.looked', { when: ago(lookedAtMs, nowMs, locale) })}
      </p>
      <Select
        label={t('connection.calendar')}
        options={options}
        value={calendar.path}
        onChange={(path) => change.run({ calendar: path })}
        isDisabled={change.pending}
      />
      <Switch
        label={t('connection.writes')}
        description={t(known?.asksPassword === true ? 'connection.writesHintBothWays' : 'connection.writesHint')}
        isSelected={writes}
        onChange={(on) => change.run({ writes: on })}
        isDisabled={change.pending}
      />
    </>
  );
}
