import type { Chat, RoomSummary, Team, TeamChannel } from '@saal/client';
import { Link, useNavigate } from '@tanstack/react-router';
import { Hash, Megaphone, Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../app/use-loaded.ts';
import { useModel } from '../../app/use-model.ts';
import { Button } from '../../ui/button.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import list from '../page/room-list.module.css';
import { useAttempt } from '../use-attempt.ts';
import { NewChannelDialog } from './new-channel-dialog.tsx';
import styles from './teams.module.css';

const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;

/** The team's channels with what is not read; those one is not in can be entered. */
export function TeamChannels({ chat, team, rooms }: { chat: Chat; team: Team; rooms: readonly RoomSummary[] }) {
  const { t } = useTranslation('teams');
  const navigate = useNavigate();
  const about = useModel(team.about);
  const [loaded, reload] = useLoaded(useCallback(() => team.channels(), [team]));
  const [creating, setCreating] = useState(false);
  const { attempt, failure, clear } = useAttempt();
  const open = (roomId: string) => void navigate({ to: '/chat/$roomId', params: { roomId } });
  return (
    <div className={styles.part}>
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      {loaded.state === 'failed' && <p className={styles.hint}>{t('loadFailed')}</p>}
      <ul className={styles.lines}>
        {loaded.state === 'ready' &&
          loaded.value.map((channel) => (
            <ChannelLine
              key={channel.roomId}
              channel={channel}
              room={rooms.find((one) => one.roomId === channel.roomId && one.membership === 'joined')}
              onEnter={() => attempt(chat.teams.enterChannel(channel.roomId).then(() => open(channel.roomId)))}
            />
          ))}
      </ul>
      {about.mayAddChannels && (
        <Button icon={<Plus {...icon} />} onPress={() => setCreating(true)} className={styles.add}>
          {t('newChannel')}
        </Button>
      )}
      {creating && (
        <NewChannelDialog
          team={team}
          onClose={() => setCreating(false)}
          onCreated={() => {
            setCreating(false);
            reload();
          }}
        />
      )}
    </div>
  );
}

function ChannelLine({ channel, room, onEnter }: { channel: TeamChannel; room: RoomSummary | undefined; onEnter: () => void }) {
  const { t } = useTranslation('teams');
  const Mark = room?.kind === 'announcements' || channel.isAnnouncements ? Megaphone : Hash;
  const unread = room?.unreadCount ?? 0;
  const words = (
    <>
      <span className={list.mark} style={{ inlineSize: 36, blockSize: 36 }}>
        <Mark {...icon} />
      </span>
      <span className={styles.words}>
        <span className={styles.name}>{room?.name ?? channel.name}</span>
        {channel.topic !== undefined && <small>{channel.topic}</small>}
      </span>
    </>
  );
  if (!room)
    return (
      <li className={styles.entry}>
        {words}
        <Button size="small" aria-label={t('enterNamed', { name: channel.name })} onPress={onEnter}>
          {t('enter')}
        </Button>
      </li>
    );
  return (
    <li>
      <Link to="/chat/$roomId" params={{ roomId: room.roomId }} className={styles.entry}>
        {words}
        {unread > 0 && (
          <span className={list.badge}>
            <span aria-hidden="true">{unread}</span>
            <VisuallyHidden>{t('unread', { count: unread })}</VisuallyHidden>
          </span>
        )}
      </Link>
    </li>
  );
}
