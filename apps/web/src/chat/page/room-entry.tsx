import type { RoomSummary } from '@saal/client';
import { Link } from '@tanstack/react-router';
import { BellOff, ChartBar, FileText, Film, Hash, Image, Lock, Megaphone, Mic, Users, Video, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useNow } from '../../app/use-now.ts';
import { clock, localTimeZone, shortDay } from '../../i18n/format.ts';
import { CallMark } from '../../calls/call-mark.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { PresenceDot } from '../presence-dot.tsx';
import dots from '../presence-dot.module.css';
import styles from './room-list.module.css';

const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;
const marks = { group: Users, team: Hash, announcements: Megaphone, meeting: Video };
/** What is not words is told by a mark and, for those who do not see it, by its kind. */
const kindMarks: Partial<Record<string, LucideIcon>> = {
  image: Image,
  file: FileText,
  audio: Mic,
  voice: Mic,
  video: Film,
  poll: ChartBar,
};
const dayMs = 86_400_000;

/** What stands for a room: the other's face, or a mark of its kind. */
export function RoomFace({ room, sizePx = 36 }: { room: RoomSummary; sizePx?: number }) {
  if (room.kind === 'direct')
    return (
      <span className={dots.face}>
        <Avatar name={room.name} pictureUrl={room.partner?.avatarUrl} sizePx={sizePx} />
        {room.partner && <PresenceDot userId={room.partner.userId} />}
      </span>
    );
  const Mark = marks[room.kind];
  return (
    <span className={styles.mark} style={{ inlineSize: sizePx, blockSize: sizePx }}>
      <Mark {...icon} />
    </span>
  );
}

/** One room in the list: name, last words, when, and what is not read. */
export function RoomEntry({ room, isOpen }: { room: RoomSummary; isOpen: boolean }) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const nowMs = useNow();
  const { lastMessage, draft } = room;
  const KindMark = lastMessage && kindMarks[lastMessage.kind];
  const words = lastMessage && (
    <>
      {lastMessage.isOwn ? t('page.you') : lastMessage.senderName}:{' '}
      {KindMark && (
        <>
          <KindMark {...icon} size={14} className={styles.kind} />
          {t(`kind.${lastMessage.kind}`)}
          {lastMessage.text !== '' && ': '}
        </>
      )}
      {lastMessage.text}
    </>
  );
  const when =
    nowMs - room.lastActivityMs < dayMs
      ? clock(room.lastActivityMs, locale, localTimeZone())
      : shortDay(room.lastActivityMs, locale, localTimeZone());
  const unread = room.mentionCount > 0 ? room.mentionCount : room.unreadCount;
  return (
    <li>
      <Link
        to="/chat/$roomId"
        params={{ roomId: room.roomId }}
        data-entry
        data-unread={unread > 0 || undefined}
        aria-current={isOpen ? 'page' : undefined}
        className={styles.entry}
      >
        <RoomFace room={room} />
        <span className={styles.name}>
          <span className={styles.words}>{room.name}</span>
          {room.partner?.isExternal === true && <span className={styles.external}>{t('external')}</span>}
          {room.isEncrypted && (
            <>
              <Lock {...icon} size={13} className={styles.small} />
              <VisuallyHidden>{t('page.encrypted')}</VisuallyHidden>
            </>
          )}
          {room.call && <CallMark />}
          {room.notifications === 'none' && (
            <>
              <BellOff {...icon} size={13} className={styles.small} />
              <VisuallyHidden>{t('page.silent')}</VisuallyHidden>
            </>
          )}
        </span>
        {room.lastActivityMs > 0 && <time className={styles.when}>{when}</time>}
        <span className={styles.line}>
          {draft !== undefined && draft !== '' && !isOpen ? (
            <>
              <em>{t('page.draft')}</em> {draft}
            </>
          ) : (
            words
          )}
        </span>
        {unread > 0 && (
          <span className={styles.badge} data-mention={room.mentionCount > 0 || undefined}>
            <span aria-hidden="true">{room.mentionCount > 0 ? `@ ${unread}` : unread}</span>
            <VisuallyHidden>{t(room.mentionCount > 0 ? 'page.mentions' : 'page.unread', { count: unread })}</VisuallyHidden>
          </span>
        )}
      </Link>
    </li>
  );
}
