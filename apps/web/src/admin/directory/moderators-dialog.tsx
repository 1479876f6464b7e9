import type { DirectoryTeamPerson, DirectoryTeamView } from '@saal/protocol';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Switch } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './directory.module.css';

/** Who moderates a team of the directory: chosen among its people, at once. */
export function ModeratorsDialog({ team, onClose }: { team: DirectoryTeamView; onClose: () => void }) {
  const { t } = useTranslation('directory');
  const api = useApi();
  const [text, setText] = useState('');
  const [loaded, reload] = useLoaded(useCallback(() => api.directoryTeamPeople(team.id, text.trim()), [api, team.id, text]));
  const change = useAction(async ({ userId, moderates }: DirectoryTeamPerson) => {
    await api.setDirectoryModerator(team.id, userId, !moderates);
    reload();
  });
  return (
    <Dialog title={t('teams.moderatorsOf', { name: team.name })} isOpen onOpenChange={(open) => !open && onClose()}>
      <p>{t('teams.moderatorsText')}</p>
      <TextField label={t('teams.find')} value={text} onChange={setText} maxLength={100} />
      {change.error && <ErrorNotice error={change.error} onClose={change.clear} />}
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} />}
      {loaded.state === 'ready' && loaded.value.people.length === 0 && <p>{t('teams.nobody')}</p>}
      {loaded.state === 'ready' && (
        <ul className={styles.people} aria-label={t('teams.moderators')}>
          {loaded.value.people.map((person) => (
            <li key={person.userId}>
              <Switch
                label={person.displayName}
                isSelected={person.moderates}
                isDisabled={change.pending}
                onChange={() => change.run(person)}
              />
            </li>
          ))}
        </ul>
      )}
      {loaded.state === 'ready' && loaded.value.more && <p className={styles.sub}>{t('teams.more')}</p>}
    </Dialog>
  );
}
