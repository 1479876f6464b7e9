import type { Chat, FoundTeam } from '@saal/client';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../app/use-loaded.ts';
import { useSettled } from '../../people/use-settled.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { SearchField } from '../../ui/text-field.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import styles from './teams.module.css';

/** Teams that all of the house may find: to come into, or to ask at. */
export function OpenTeams({ chat, onEntered }: { chat: Chat; onEntered: (teamId: string) => void }) {
  const { t } = useTranslation('teams');
  const [search, setSearch] = useState('');
  const wanted = useSettled(search.trim(), 200);
  const [loaded, reload] = useLoaded(useCallback(() => chat.teams.find(wanted), [chat, wanted]));
  const { attempt, failure, clear } = useAttempt();
  const found = loaded.state === 'ready' ? loaded.value : [];
  return (
    <section className={styles.page} aria-label={t('discover')}>
      <h2>{t('discover')}</h2>
      <SearchField label={t('search')} value={search} onChange={setSearch} />
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      <ul className={styles.lines}>
        {found.map((team) => (
          <Found
            key={team.teamId}
            team={team}
            onEnter={() => attempt(chat.teams.enter(team.teamId).then(() => onEntered(team.teamId)))}
            onAsk={() => attempt(chat.teams.ask(team.teamId).then(reload))}
          />
        ))}
      </ul>
      <p role="status" className={styles.hint}>
        {loaded.state === 'failed' && t('searchFailed')}
        {loaded.state === 'ready' && found.length === 0 && (wanted === '' ? t('noneOpen') : t('common:nothingFound'))}
      </p>
    </section>
  );
}

function Found({ team, onEnter, onAsk }: { team: FoundTeam; onEnter: () => void; onAsk: () => void }) {
  const { t } = useTranslation('teams');
  return (
    <li className={styles.entry}>
      <Avatar name={team.name} sizePx={36} />
      <span className={styles.words}>
        <span className={styles.name}>{team.name}</span>
        <small>{[t('members', { count: team.memberCount }), team.topic].filter((one) => one !== undefined).join(' · ')}</small>
      </span>
      {team.isAsked && <span className={styles.hint}>{t('asked')}</span>}
      {!team.isAsked && team.door === 'open' && (
        <Button size="small" aria-label={t('enterNamed', { name: team.name })} onPress={onEnter}>
          {t('enter')}
        </Button>
      )}
      {!team.isAsked && team.door === 'ask' && (
        <Button size="small" aria-label={t('askNamed', { name: team.name })} onPress={onAsk}>
          {t('ask')}
        </Button>
      )}
    </li>
  );
}
