import type { DeliveryView, WebhookView } from '@saal/client';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { dayAndClock, localTimeZone } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import styles from './applications.module.css';
import { RenewOrRemove } from './renew-or-remove.tsx';

/** One webhook: whether it arrives, and the last deliveries. */
export function WebhookEntry({
  applicationId,
  webhook,
  onChanged,
  onSecret,
}: {
  applicationId: string;
  webhook: WebhookView;
  onChanged: () => void;
  onSecret: (secret: string) => void;
}) {
  const { t, i18n } = useTranslation('applications');
  const api = useApi();
  const { id, url, events, failingSinceMs, offAtMs } = webhook;
  const turnOn = useAction(async () => {
    await api.turnWebhookOn(applicationId, id);
    onChanged();
  });
  const moment = (atMs: number): string => dayAndClock(atMs, i18n.language, localTimeZone());
  return (
    <li className={styles.entry}>
      <h3>{url}</h3>
      <p className={styles.sub}>{events.map((event) => t(`event.${event}`)).join(' · ')}</p>
      {offAtMs !== null && <Notice tone="warning">{t('webhooks.off', { when: moment(offAtMs) })}</Notice>}
      {offAtMs === null && failingSinceMs !== null && (
        <Notice tone="warning">{t('webhooks.failing', { when: moment(failingSinceMs) })}</Notice>
      )}
      {offAtMs === null && failingSinceMs === null && <p className={styles.sub}>{t('webhooks.on')}</p>}
      <RenewOrRemove
        of={url}
        renew={{
          ...{ label: t('webhooks.renew'), title: t('webhooks.renewTitle'), text: t('webhooks.renewText') },
          async carryOut() {
            const { secret } = await api.renewWebhookSecret(applicationId, id);
            return () => onSecret(secret);
          },
        }}
        remove={{
          ...{ title: t('webhooks.removeTitle'), text: t('webhooks.removeText', { url }) },
          async carryOut() {
            await api.removeWebhook(applicationId, id);
            return onChanged;
          },
        }}
      >
        {offAtMs !== null && (
          <Button variant="primary" isPending={turnOn.pending} onPress={turnOn.run}>
            {t('webhooks.turnOn')}
          </Button>
        )}
      </RenewOrRemove>
      {turnOn.error && <ErrorNotice error={turnOn.error} />}
      <Deliveries applicationId={applicationId} webhookId={id} />
    </li>
  );
}

function Deliveries({ applicationId, webhookId }: { applicationId: string; webhookId: string }) {
  const { t, i18n } = useTranslation('applications');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.deliveries(applicationId, webhookId), [api, applicationId, webhookId]));
  const replay = useAction(async (delivery?: string) => {
    await api.replayDeliveries(applicationId, webhookId, delivery);
    reload();
  });
  if (loaded.state === 'loading') return <Waiting />;
  if (loaded.state === 'failed')
    return <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />;
  const { deliveries } = loaded.value;
  return (
    <>
      <p className={styles.sub}>{deliveries.length === 0 ? `${t('deliveries.title')}: ${t('deliveries.none')}` : t('deliveries.title')}</p>
      {deliveries.length > 0 && (
        <ul className={styles.deliveries} aria-label={t('deliveries.title')}>
          {deliveries.map((delivery) => (
            <li key={delivery.id} className={styles.delivery}>
              <span>
                {t(`event.${delivery.type}`)}
                <br />
                <span className={styles.sub}>
                  {dayAndClock(delivery.createdAtMs, i18n.language, localTimeZone())} · <DeliveryState delivery={delivery} />
                </span>
              </span>
              {delivery.state !== 'waiting' && (
                <Button size="small" isPending={replay.pending} onPress={() => replay.run(delivery.id)}>
                  {t('deliveries.replay')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {replay.error && <ErrorNotice error={replay.error} />}
      <div className={styles.actions}>
        <Button onPress={reload}>{t('deliveries.reload')}</Button>
        {deliveries.some(({ state }) => state === 'given-up') && (
          <Button isPending={replay.pending} onPress={() => replay.run()}>
            {t('deliveries.replayAll')}
          </Button>
        )}
      </div>
    </>
  );
}

const words = ['timeout', 'unreachable', 'not-allowed'] as const;

function DeliveryState({ delivery: { state, attempts, lastOutcome } }: { delivery: DeliveryView }) {
  const { t } = useTranslation('applications');
  const word = words.find((each) => each === lastOutcome);
  const outcome = word
    ? t(`deliveries.outcome.${word}`)
    : lastOutcome === null
      ? ''
      : t('deliveries.outcome.status', { status: lastOutcome });
  const said = {
    delivered: t('deliveries.delivered'),
    'given-up': t('deliveries.givenUp'),
    waiting: t('deliveries.waiting', { count: attempts }),
  };
  return <>{outcome === '' ? said[state] : `${said[state]} (${outcome})`}</>;
}
