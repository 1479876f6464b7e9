import type { OpenRoom, RoomSummary } from '@saal/client';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, Info, Lock, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { CallButtons, useCall } from '../../calls/call-buttons.tsx';
import { narrowQuery, useMediaQuery } from '../../app/use-media-query.ts';
import { useModel } from '../../app/use-model.ts';
import { IconButton } from '../../ui/button.tsx';
import { PresenceWords } from '../presence-dot.tsx';
import styles from './chat-page.module.css';
import { RoomFace } from './room-entry.tsx';
import { RoomMenu } from './room-menu.tsx';
import type { Beside } from './room-view.tsx';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;
interface Props {
  opened: OpenRoom;
  room: RoomSummary;
  beside: Beside | undefined;
  onBeside: (beside: Beside | undefined) => void;
  onChooseDay: () => void;
}

/** Whose room it is, who may read it, and what one can do in it. */
export function RoomHeader({ opened, room, beside, onBeside, onChooseDay }: Props) {
  const { t } = useTranslation('chat');
  const call = useCall(room.roomId);
  const members = useModel(opened.members);
  const isNarrow = useMediaQuery(narrowQuery);
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
          {room.partner && <span>{<PresenceWords userId={room.partner.userId} />}</span>}
          {room.kind !== 'direct' && members.some((member) => member.isExternal) && <span>{t('page.withExternals')}</span>}
          {room.isEncrypted && (
            <span title={t('page.encryptedText')}>
              <Lock {...icon} size={13} /> {t('page.encrypted')}
            </span>
          )}
          {room.topic !== undefined && <span className={styles.topic}>{room.topic}</span>}
        </p>
      </div>
      <div className={styles.tools}>
        <CallButtons room={room} call={call} />
        {!isNarrow && (
          <>
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
          </>
        )}
        <RoomMenu isWhole={isNarrow} onChooseDay={onChooseDay} onBeside={onBeside} />
      </div>
      {call.error && <ErrorNotice error={call.error} onClose={call.clear} />}
    </header>
  );
}
