import type { MessageHit, RoomSummary } from '@saal/client';
import { File as FileIcon, Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { dayAndClock, localTimeZone } from '../../i18n/format.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './room-list.module.css';

const icon = { 'aria-hidden': true, size: 13, strokeWidth: 1.75, className: styles.kind } as const;

interface Props {
  hits: readonly MessageHit[];
  /** To name the rooms; undefined: all are of the room that is shown. */
  rooms?: readonly RoomSummary[];
  onOpen: (hit: MessageHit) => void;
}

/** Messages that were found: who wrote them where and when, and whether only this device could find them. */
export function MessageHits({ hits, rooms, onOpen }: Props) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  return (
    <ul>
      {hits.map((hit) => {
        const room = rooms?.find(({ roomId }) => roomId === hit.roomId)?.name;
        return (
          <li key={hit.eventId}>
            <button type="button" data-entry className={styles.hit} onClick={() => onOpen(hit)}>
              <span className={styles.where}>
                {room === undefined || room === hit.senderName ? hit.senderName : `${hit.senderName}, ${room}`} ·{' '}
                {dayAndClock(hit.atMs, locale, localTimeZone())}
                {hit.isFromDevice === true && (
                  <>
                    {' '}
                    <Lock {...icon} />
                    <VisuallyHidden>{t('page.encrypted')}</VisuallyHidden>
                  </>
                )}
              </span>
              <span className={styles.line}>
                {hit.kind !== 'text' && <FileIcon {...icon} />} {hit.text}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
