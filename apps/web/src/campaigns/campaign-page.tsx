import type { CampaignView, InterviewView } from '@saal/client';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Frame } from '../frame/frame.tsx';
import { dayAndClock } from '../i18n/format.ts';
import { Button, DownloadButton } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { ApplicantFile } from './applicant-file.tsx';
import { CampaignMessages } from './campaign-messages.tsx';
import styles from './campaigns.module.css';
import { CorrectInterview } from './correct-interview.tsx';
import { InterviewTable } from './interview-table.tsx';
import { InviteAgain } from './invite-again.tsx';
import { reachable } from './message-draft.ts';
import { MoveInterviews } from './move-interviews.tsx';

const LOOK_EVERY_MS = 5_000;

/** `/campaigns/<id>`: the list of applicants, what is wrong with it, sending, and then how far everybody is. */
export function CampaignPage() {
  const { campaignId } = getRouteApi('/campaigns/$campaignId').useParams();
  return <Campaign campaignId={campaignId} />;
}

export function Campaign({ campaignId }: { campaignId: string }) {
  const { t } = useTranslation('campaigns');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.campaign(campaignId), [api, campaignId]));
  const live = loaded.state === 'ready' && loaded.value.phase === 'sent';
  useEffect(() => {
    if (!live) return;
    const timer = setInterval(reload, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [live, reload]);
  const title = loaded.state === 'ready' ? loaded.value.title : t('campaign');
  return (
    <Frame title={title} sub={loaded.state === 'ready' ? t(`phase.${loaded.value.phase}`) : undefined}>
      {() => (
        <div className={styles.stack}>
          {loaded.state === 'loading' && <Waiting />}
          {loaded.state === 'failed' && (
            <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />
          )}
          {loaded.state === 'ready' && <Parts campaign={loaded.value} reload={reload} />}
        </div>
      )}
    </Frame>
  );
}

function Parts({ campaign, reload }: { campaign: CampaignView; reload: () => void }) {
  const { t, i18n } = useTranslation('campaigns');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [correcting, setCorrecting] = useState<InterviewView>();
  const [said, setSaid] = useState('');
  const { interviews, timeZone, phase } = campaign;
  const drafts = interviews.filter(({ state }) => state === 'draft');
  const sent = interviews.some(({ state }) => state !== 'draft');
  return (
    <>
      {phase !== 'cancelled' && <ApplicantFile campaignId={campaign.id} onChanged={reload} />}
      {drafts.length > 0 && <Sending campaign={campaign} onSent={reload} />}
      {interviews.length > 0 && (
        <Card title={t('overview')} lead={t('freeSlots', { count: campaign.freeSlots })}>
          <div className={styles.stack}>
            {sent && (
              <>
                <InviteAgain campaign={campaign} chosen={chosen} onDone={reload} />
                <MoveInterviews campaign={campaign} chosen={chosen} onDone={reload} />
                <div>
                  <DownloadButton href={`/api/campaigns/${campaign.id}/interviews.csv`}>{t('download')}</DownloadButton>
                </div>
              </>
            )}
            <InterviewTable interviews={interviews} timeZone={timeZone} chosen={chosen} onChoose={setChosen} onCorrect={setCorrecting} />
            <p role="status">{said}</p>
            {correcting && (
              <CorrectInterview
                campaignId={campaign.id}
                interview={correcting}
                onClose={() => setCorrecting(undefined)}
                onDone={(words) => {
                  setSaid(words);
                  setCorrecting(undefined);
                  reload();
                }}
              />
            )}
          </div>
        </Card>
      )}
      {campaign.mail && reachable(campaign).length > 0 && <CampaignMessages campaign={campaign} chosen={chosen} />}
      <p className={styles.sub}>{t('deleted', { when: dayAndClock(campaign.deletedAtMs, i18n.language, timeZone) })}</p>
    </>
  );
}

function Sending({ campaign, onSent }: { campaign: CampaignView; onSent: () => void }) {
  const { t } = useTranslation('campaigns');
  const api = useApi();
  const drafts = campaign.interviews.filter(({ state }) => state === 'draft');
  const bad = drafts.filter(({ problems }) => problems.length > 0).length;
  const good = drafts.length - bad;
  const send = useAction(async () => {
    await api.sendCampaign(campaign.id, { leaveOutProblems: bad > 0 });
    onSent();
  });
  return (
    <Card title={t('send.title')} lead={t('send.lead')}>
      <div className={styles.stack}>
        {bad > 0 && (
          <Notice tone="warning" title={t('send.problems', { count: bad })}>
            {t('send.problemsText')}
          </Notice>
        )}
        {!campaign.mail && <Notice live={false}>{t('send.noMail')}</Notice>}
        {send.error && <ErrorNotice error={send.error} />}
        {good > 0 && (
          <div>
            <Button variant="primary" isPending={send.pending} onPress={send.run}>
              {t(campaign.mail ? 'send.submit' : 'send.plan', { count: good })}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
