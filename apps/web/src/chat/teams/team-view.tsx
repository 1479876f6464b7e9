import type { Chat, OpenRoom, RoomSummary, Team } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { Tabs } from '../../ui/tabs.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { useOpenRoom, useTeam } from '../page/use-open-room.ts';
import { TeamChannels } from './team-channels.tsx';
import { TeamFiles } from './team-files.tsx';
import { TeamHeader } from './team-header.tsx';
import { TeamLinks } from './team-links.tsx';
import { TeamMembers } from './team-members.tsx';
import styles from './teams.module.css';

interface Props {
  chat: Chat;
  room: RoomSummary;
  rooms: readonly RoomSummary[];
  onGone: () => void;
}

/** One team: its head, and one of channels, members, links and files. */
export function TeamView({ chat, room, rooms, onGone }: Props) {
  const { t } = useTranslation('teams');
  const opened = useOpenRoom(chat, room.roomId);
  const team = useTeam(chat, room.roomId);
  if (!opened || !team) return <Waiting label={t('opening')} />;
  return <Opened chat={chat} room={room} rooms={rooms} opened={opened} team={team} onGone={onGone} />;
}

function Opened({ chat, room, rooms, opened, team, onGone }: Props & { opened: OpenRoom; team: Team }) {
  const { t } = useTranslation('teams');
  return (
    <section className={styles.team} aria-label={room.name}>
      <TeamHeader room={room} opened={opened} team={team} onGone={onGone} />
      <Tabs
        label={t('parts')}
        tabs={[
          { id: 'channels', label: t('channels'), panel: <TeamChannels chat={chat} team={team} rooms={rooms} /> },
          { id: 'members', label: t('membersTab'), panel: <TeamMembers chat={chat} opened={opened} team={team} /> },
          { id: 'links', label: t('links'), panel: <TeamLinks team={team} /> },
          { id: 'files', label: t('files'), panel: <TeamFiles team={team} /> },
        ]}
      />
    </section>
  );
}
