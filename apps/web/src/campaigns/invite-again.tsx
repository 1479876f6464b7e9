import type { CampaignView } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Notice } from '../ui/notice.tsx';
import { SendAgain } from './send-again.tsx';

/** Letters that did not arrive, or may not have: those chosen, or all of them, are sent once more. */
export function InviteAgain({ campaign, chosen, onDone }: { campaign: CampaignView; chosen: ReadonlySet<string>; onDone: () => void }) {
  const { t } = useTranslation('campaigns');
  const api = useApi();
  const again = useAction(async (interviews?: string[]) => {
    await api.inviteAgain(campaign.id, interviews ? { interviews } : {});
    onDone();
  });
  const doubtful = campaign.interviews.filter(({ state }) => state === 'bounced' || state === 'unknown');
  const marked = doubtful.filter(({ id }) => chosen.has(id));
  const unknownOf = (interviews: typeof doubtful): number => interviews.filter(({ state }) => state === 'unknown').length;
  if (doubtful.length === 0 || !campaign.mail) return again.done ? <Notice tone="good">{t('again.done')}</Notice> : null;
  return (
    <Notice
      tone="warning"
      title={t('again.doubtful', { count: doubtful.length })}
      live={false}
      actions={
        <>
          {marked.length > 0 && marked.length < doubtful.length && (
            <SendAgain
              label={t('again.marked', { count: marked.length })}
              count={marked.length}
              unknown={unknownOf(marked)}
              isPending={again.pending}
              onConfirm={() => again.run(marked.map(({ id }) => id))}
            />
          )}
          <SendAgain
            label={t('again.all', { count: doubtful.length })}
            count={doubtful.length}
            unknown={unknownOf(doubtful)}
            isPending={again.pending}
            onConfirm={() => again.run()}
          />
        </>
      }
    >
      {t('again.doubtfulText')}
      {again.error && <ErrorNotice error={again.error} />}
    </Notice>
  );
}
