import { useTranslation } from 'react-i18next';
import { useApi, useMe } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import styles from './directory.module.css';
import { DirectoryTeams } from './directory-teams.tsx';
import { Runs } from './runs.tsx';
import { ScimTokens } from './scim-tokens.tsx';
import { WaitingRun } from './waiting-run.tsx';

/** People and teams of the directory, for who may change how it is followed; for others the teams. */
export function DirectorySection() {
  const me = useMe();
  return me?.rights.includes('directory.change') === true ? <Whole /> : <DirectoryTeams />;
}

/** Where people come from: what the directory changed, would change, and somebody's consent to it. */
function Whole() {
  const { t } = useTranslation('directory');
  const api = useApi();
  const [loaded, reload] = useLoaded(api.directory);
  const read = useAction(async () => {
    await api.readDirectory();
    reload();
  });
  if (loaded.state === 'loading') return <Waiting />;
  if (loaded.state === 'failed')
    return <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />;
  const { isConfigured, runs } = loaded.value;
  if (!isConfigured)
    return (
      <div className={styles.parts}>
        <EmptyState title={t('ldap.off')}>{t('ldap.offText')}</EmptyState>
        <DirectoryTeams />
        <ScimTokens />
      </div>
    );
  const waiting = runs.find(({ state }) => state === 'waiting');
  return (
    <div className={styles.parts}>
      <Card title={t('ldap.title')} lead={t('ldap.lead')}>
        {waiting && <WaitingRun run={waiting} onDone={reload} />}
        {runs.length === 0 && <p>{t('ldap.noRun')}</p>}
        {read.error && <ErrorNotice error={read.error} onClose={read.clear} />}
        <div>
          <Button variant={waiting ? 'secondary' : 'primary'} isPending={read.pending} onPress={read.run}>
            {t('ldap.read')}
          </Button>
        </div>
      </Card>
      {runs.length > 0 && <Runs runs={runs} />}
      <DirectoryTeams />
      <ScimTokens />
    </div>
  );
}
