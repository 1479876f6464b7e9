import type { OpenRoom, RoomSummary } from '@saal/client';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft, Info, Lock, Search, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { IconButton } from '../../ui/button.tsx';
import styles from './chat-page.module.css';
import { RoomFace } from './room-entry.tsx';
import type { Beside } from './room-view.tsx';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;
interface Props {
  opened: OpenRoom;
  room: RoomSummary;
  beside: Beside | undefined;
  onBeside: (beside: Beside | undefined) => void;
}

/** Whose room it is, who may read it, and what one can do in it. */
export function RoomHeader({ opened, room, beside, onBeside }: Props) {
  const { t } = useTranslation('chat');
  const api = useApi();
  const navigate = useNavigate();
  const meet = useAction(async () => {
    const meeting = await api.planMeeting({ kind: 'instant', title: room.name });
    const url = `${window.location.origin}/m/${meeting.id}`;
    await opened.send({ text: t('meeting.invitation', { url }), markdown: false, mentions: [] });
    await navigate({ to: '/m/$meetingId', params: { meetingId: meeting.id } });
  });
  const toggle = (kind: 'details' | 'search') => onBeside(beside?.kind === kind ? undefined : { kind });
  return (
    <header className={styles.head}>
      <Link to="/chat" className={styles.back} aria-label={t('page.backToList')}>
        <ArrowLeft {...icon} />
      </Link>
      <RoomFace room={room} />
      <div className={styles.about}>
        <h2>{room.name}</h2>
        <p>
          {room.kind !== 'direct' && <span>{t('page.members', { count: room.memberCount })}</span>}
          {room.isEncrypted && (
            <span title={t('page.encryptedText')}>
              <Lock {...icon} size={13} /> {t('page.encrypted')}
            </span>
          )}
          {room.topic !== undefined && <span className={styles.topic}>{room.topic}</span>}
        </p>
      </div>
      <div className={styles.tools}>
        <IconButton label={t('meeting.start')} icon={<Video {...icon} />} onPress={() => meet.run()} isDisabled={meet.pending} />
        <IconButton
          label={t('page.searchInRoom')}
          icon={<Search {...icon} />}
          aria-pressed={beside?.kind === 'search'}
          onPress={() => toggle('search')}
        />
        <IconButton
          label={t('page.details')}
          icon={<Info {...icon} />}
          aria-pressed={beside?.kind === 'details'}
          onPress={() => toggle('details')}
        />
      </div>
      {meet.error && <ErrorNotice error={meet.error} onClose={meet.clear} />}
    </header>
  );
}
