import type { CampaignView } from '@saal/client';
import type { CampaignMessageView } from '@saal/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { dayAndClock } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/spinner.tsx';
import styles from './campaigns.module.css';
import { SendAgain } from './send-again.tsx';
import { WriteMessage } from './write-message.tsx';

const LOOK_EVERY_MS = 3_000;

/** What was written to the people of a campaign, and whom it reached. */
export function CampaignMessages({ campaign, chosen }: { campaign: CampaignView; chosen: ReadonlySet<string> }) {
  const { t } = useTranslation('campaigns');
  const api = useApi();
  const [writing, setWriting] = useState(false);
  const [sent, setSent] = useState<number>();
  const [loaded, reload] = useLoaded(useCallback(() => api.campaignMessages(campaign.id), [api, campaign.id]));
  const waits = loaded.state === 'ready' && loaded.value.messages.some((message) => waitingOf(message) > 0);
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(reload, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [waits, reload]);
  return (
    <Card title={t('message.title')} lead={t('message.lead')}>
      <div className={styles.stack}>
        <div>
          <Button onPress={() => setWriting(true)}>{t('message.write')}</Button>
        </div>
        {sent !== undefined && <Notice tone="good">{t('message.sent', { count: sent })}</Notice>}
        {loaded.state === 'loading' && <Waiting />}
        {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
        {loaded.state === 'ready' && loaded.value.messages.length > 0 && (
          <ul className={styles.list}>
            {loaded.value.messages.map((message) => (
              <Message key={message.id} campaign={campaign} message={message} reload={reload} />
            ))}
          </ul>
        )}
      </div>
      {writing && (
        <WriteMessage
          campaign={campaign}
          chosen={chosen}
          onClose={() => setWriting(false)}
          onSent={(count) => {
            setWriting(false);
            setSent(count);
            reload();
          }}
        />
      )}
    </Card>
  );
}

function Message({ campaign, message, reload }: { campaign: CampaignView; message: CampaignMessageView; reload: () => void }) {
  const { t, i18n } = useTranslation('campaigns');
  const api = useApi();
  const { subject, writtenAtMs, sent, bounced, unknown, failed } = message;
  const again = useAction(async () => {
    await api.writeAgain(campaign.id, message.id);
    reload();
  });
  const results = [
    t('message.result.sent', { count: sent }),
    ...(waitingOf(message) > 0 ? [t('message.result.waiting', { count: waitingOf(message) })] : []),
    ...(bounced > 0 ? [t('message.result.bounced', { count: bounced })] : []),
    ...(unknown > 0 ? [t('message.result.unknown', { count: unknown })] : []),
  ];
  return (
    <li className={styles.entry}>
      <div className={styles.words}>
        <h3 className={styles.subject}>{subject}</h3>
        <p className={styles.sub}>
          {dayAndClock(writtenAtMs, i18n.language, campaign.timeZone)} · {results.join(', ')}
        </p>
        {failed.map(({ email, name, state, reason }) => (
          <p key={email} className={styles.sub}>
            {t('message.failed', { name, email, state: t(`state.${state}`) })}
            {reason !== undefined && ` ${t('mail.refused', { reason })}`}
          </p>
        ))}
        {again.error && <ErrorNotice error={again.error} />}
      </div>
      {failed.length > 0 && (
        <SendAgain
          label={t('again.message', { count: failed.length, subject })}
          count={failed.length}
          unknown={unknown}
          isPending={again.pending}
          onConfirm={again.run}
        />
      )}
    </li>
  );
}

function waitingOf({ letters, sent, bounced, unknown }: CampaignMessageView): number {
  return Math.max(0, letters - sent - bounced - unknown);
}
