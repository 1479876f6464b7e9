import type { Chat, RoomSummary } from '@saal/client';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import { InvitationView } from '../page/invitation-view.tsx';
import { NewTeamDialog } from './new-team-dialog.tsx';
import { OpenTeams } from './open-teams.tsx';
import { TeamList } from './team-list.tsx';
import { TeamView } from './team-view.tsx';
import styles from './teams.module.css';

interface Props {
  chat: Chat;
  rooms: readonly RoomSummary[];
  teamId: string | undefined;
}

/** One's teams beside one of them, or beside those one may come into; on narrow screens one at a time. */
export function TeamsWorkspace({ chat, rooms, teamId }: Props) {
  const { t } = useTranslation('teams');
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const teams = rooms.filter((room) => room.kind === 'team' && room.membership !== 'knocking');
  const team = teams.find((one) => one.roomId === teamId);
  const open = (id: string) => void navigate({ to: '/teams/$teamId', params: { teamId: id } });
  const gone = () => void navigate({ to: '/teams' });
  return (
    <div className={styles.workspace} data-open={teamId !== undefined || undefined}>
      <TeamList teams={teams} teamId={teamId} onNew={() => setCreating(true)} />
      <div className={styles.content} data-region="team">
        {team?.membership === 'invited' && <InvitationView key={team.roomId} chat={chat} room={team} onGone={gone} />}
        {team?.membership === 'joined' && <TeamView key={team.roomId} chat={chat} room={team} rooms={rooms} onGone={gone} />}
        {!team && teamId === undefined && <OpenTeams chat={chat} onEntered={open} />}
        {!team && teamId !== undefined && (
          <div className={styles.alone}>
            <EmptyState title={t('unknown')}>{t('unknownText')}</EmptyState>
          </div>
        )}
      </div>
      {creating && (
        <NewTeamDialog
          chat={chat}
          onClose={() => setCreating(false)}
          onCreated={(id) => {
            setCreating(false);
            open(id);
          }}
        />
      )}
    </div>
  );
}
