import type { DirectoryTeamView } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage, useMe } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useLoaded } from '../../app/use-loaded.ts';
import { dayAndClock, grouped, localTimeZone } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import styles from './directory.module.css';
import { ModeratorsDialog } from './moderators-dialog.tsx';

/** Groups that are teams: how many are in each, and whether its team follows. */
export function DirectoryTeams() {
  const { t } = useTranslation('directory');
  const { locale } = useLanguage();
  const api = useApi();
  const me = useMe();
  const [loaded, reload] = useLoaded(api.directoryTeams);
  const [asked, setAsked] = useState<DirectoryTeamView>();
  const mayName = me?.rights.includes('rooms.change') === true;
  const teams = loaded.state === 'ready' ? loaded.value.teams : [];
  return (
    <Card title={t('teams.title')} lead={t('teams.lead')}>
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && teams.length === 0 && <p>{t('teams.none')}</p>}
      {teams.length > 0 && (
        <ul className={styles.tokens} aria-label={t('teams.title')}>
          {teams.map((team) => (
            <li key={team.id} className={styles.token}>
              <div>
                <strong>{team.name}</strong>
                <p className={styles.sub}>
                  {t('teams.count', { count: team.people, people: grouped(team.people, locale) })}
                  {' · '}
                  {t('teams.changed', { when: dayAndClock(team.changedAtMs, locale, localTimeZone()) })}
                  {' · '}
                  <span className={team.state === 'failed' ? styles.failed : undefined}>{t(`teams.${team.state}`)}</span>
                </p>
              </div>
              {mayName && team.state === 'followed' && (
                <Button onPress={() => setAsked(team)} aria-label={t('teams.moderatorsOf', { name: team.name })}>
                  {t('teams.moderators')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {asked && <ModeratorsDialog team={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}
