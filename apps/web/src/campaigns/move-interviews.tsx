import type { CampaignView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './campaigns.module.css';

/** What is done with the chosen interviews. Each applicant is told. */
export function MoveInterviews({ campaign, chosen, onDone }: { campaign: CampaignView; chosen: ReadonlySet<string>; onDone: () => void }) {
  const { t } = useTranslation('campaigns');
  const api = useApi();
  const [minutes, setMinutes] = useState('15');
  const interviews = [...chosen].filter((id) => campaign.interviews.some((each) => each.id === id && each.state !== 'cancelled'));
  const byMin = Number(minutes);
  const isNumber = /^-?\d+$/.test(minutes.trim()) && byMin !== 0;
  const move = useAction(async () => {
    await api.moveInterviews(campaign.id, { interviews, byMin });
    onDone();
  });
  const cancel = useAction(async () => {
    await api.cancelInterviews(campaign.id, { interviews });
    onDone();
  });
  const error = move.error ?? cancel.error;
  return (
    <div role="group" aria-label={t('chosen.title')} className={styles.stack}>
      <p role="status">{interviews.length === 0 ? t('chosen.none') : t('chosen.count', { count: interviews.length })}</p>
      {interviews.length > 0 && (
        <div className={styles.actions}>
          <TextField label={t('chosen.minutes')} inputMode="numeric" value={minutes} onChange={setMinutes} />
          <Button isDisabled={!isNumber} isPending={move.pending} onPress={move.run}>
            {t('chosen.move')}
          </Button>
          <Button variant="danger" isPending={cancel.pending} onPress={cancel.run}>
            {t('chosen.cancel')}
          </Button>
        </div>
      )}
      {error && <ErrorNotice error={error} />}
      {move.done && !error && <Notice tone="good">{t('chosen.moved')}</Notice>}
    </div>
  );
}
