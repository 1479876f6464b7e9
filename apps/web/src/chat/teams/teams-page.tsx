import type { Chat } from '@saal/client';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Frame } from '../../frame/frame.tsx';
import { WithChat } from '../with-chat.tsx';
import styles from './teams.module.css';
import { TeamsWorkspace } from './teams-workspace.tsx';

/** `/teams` and `/teams/<team>`: the teams of one person, and one of them. */
export function TeamsPage() {
  const { t } = useTranslation('teams');
  return (
    <Frame title={t('title')} width="whole">
      {(me) => (
        <WithChat me={me} className={styles.alone}>
          {(chat) => <Addressed chat={chat} />}
        </WithChat>
      )}
    </Frame>
  );
}

function Addressed({ chat }: { chat: Chat }) {
  const { teamId } = useParams({ strict: false });
  const rooms = useModel(chat.rooms);
  return <TeamsWorkspace chat={chat} rooms={rooms} teamId={teamId} />;
}
