import { Link } from '@tanstack/react-router';
import { CalendarRange } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useLoaded } from '../app/use-loaded.ts';
import { Frame } from '../frame/frame.tsx';
import { Button, LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Waiting } from '../ui/spinner.tsx';
import styles from './campaigns.module.css';
import { dateOf } from './plan-draft.ts';

/** `/campaigns`: one's own, newest first. */
export function CampaignsPage() {
  const { t } = useTranslation('campaigns');
  return (
    <Frame
      title={t('title')}
      sub={t('sub')}
      actions={
        <>
          <LinkButton to="/campaigns/new" variant="primary">
            {t('new')}
          </LinkButton>
          <LinkButton to="/day">{t('day.title')}</LinkButton>
        </>
      }
    >
      {() => <CampaignList />}
    </Frame>
  );
}

function CampaignList() {
  const { t, i18n } = useTranslation('campaigns');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.campaigns(), [api]));
  if (loaded.state === 'loading') return <Waiting />;
  if (loaded.state === 'failed')
    return <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />;
  if (loaded.value.campaigns.length === 0)
    return (
      <EmptyState icon={<CalendarRange aria-hidden="true" size={40} strokeWidth={1.25} />} title={t('none')}>
        {t('noneText')}
      </EmptyState>
    );
  return (
    <ul className={styles.list}>
      {loaded.value.campaigns.map(({ id, title, firstDay, lastDay, applicants, phase }) => (
        <li key={id} className={styles.entry}>
          <div className={styles.words}>
            <Link to="/campaigns/$campaignId" params={{ campaignId: id }}>
              {title}
            </Link>
            <p className={styles.sub}>
              {firstDay === lastDay
                ? dateOf(firstDay, i18n.language)
                : `${dateOf(firstDay, i18n.language)} – ${dateOf(lastDay, i18n.language)}`}
              {' · '}
              {t('applicants', { count: applicants })}
            </p>
          </div>
          <span>{t(`phase.${phase}`)}</span>
        </li>
      ))}
    </ul>
  );
}
