import type { RoomSummary } from '@saal/client';
import { Link } from '@tanstack/react-router';
import { Compass, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/button.tsx';
import list from '../page/room-list.module.css';
import styles from './teams.module.css';

interface Props {
  teams: readonly RoomSummary[];
  teamId: string | undefined;
  onNew: () => void;
}

/** One's teams by name, invitations among them, and the way to those one is not in. */
export function TeamList({ teams, teamId, onNew }: Props) {
  const { t } = useTranslation('teams');
  const byName = teams.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <div className={styles.teams} data-region="teams">
      <div className={list.head}>
        <h2>{t('title')}</h2>
        <IconButton label={t('new')} icon={<Plus aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={onNew} />
      </div>
      <nav aria-label={t('yours')} className={styles.scroller}>
        <ul>
          {byName.map((team) => (
            <li key={team.roomId}>
              <Link
                to="/teams/$teamId"
                params={{ teamId: team.roomId }}
                aria-current={team.roomId === teamId ? 'page' : undefined}
                className={list.entry}
              >
                <Avatar name={team.name} sizePx={36} />
                <span className={list.name}>{team.name}</span>
                <span className={list.line}>
                  {team.membership === 'invited' ? t('invited') : t('members', { count: team.memberCount })}
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {teams.length === 0 && <p className={list.none}>{t('none')}</p>}
        <Link to="/teams" activeOptions={{ exact: true }} className={styles.discover}>
          <Compass aria-hidden="true" size={18} strokeWidth={1.75} />
          {t('discover')}
        </Link>
      </nav>
    </div>
  );
}
