import { Lock, Settings, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { clock, localTimeZone } from '../../i18n/format.ts';
import { useNow, useTools } from './room-context.ts';
import styles from './top-bar.module.css';
import { ChatButton } from '../chat/chat-button.tsx';
import { useMinute } from '../model/use-minute.ts';
import { ListeningChip } from '../stage/listening-chip.tsx';
import { useGrouped } from '../stage/use-grouped.ts';
import { waitingCount } from '../view/seated.ts';
import { ViewMenu } from './view-menu.tsx';

/** Which meeting, what time, and what can be opened beside the stage. */
export function TopBar({ unread }: { unread: number }) {
  const { t } = useTranslation('meeting');
  const { locale } = useLanguage();
  const { openPanel } = useTools();
  const { snapshot, panel, narrow } = useNow();
  const nowMs = useMinute();
  const number = useGrouped();
  const inside = number(snapshot.counts.inside);
  const waiting = waitingCount(snapshot);
  const toggle = (name: 'people' | 'settings') => () => openPanel(panel === name ? undefined : name);
  return (
    <header className={styles.bar} aria-label={t('region.top')} data-region="top">
      <h1 className={styles.title}>{snapshot.meeting.title}</h1>
      <time className={styles.clock} aria-label={t('top.clock')} role="timer" aria-live="off">
        {clock(nowMs, locale, localTimeZone())}
      </time>
      {snapshot.meeting.locked && (
        <span className={styles.locked} title={t('top.lockedHint')}>
          <Lock aria-hidden="true" size={16} />
          {t('top.locked')}
        </span>
      )}
      <ListeningChip />
      <div className={styles.end}>
        {!narrow && <ViewMenu />}
        {narrow ? (
          <IconButton
            label={t('top.peopleName', inside)}
            icon={<Users aria-hidden="true" size={20} strokeWidth={1.75} />}
            aria-expanded={panel === 'people'}
            onPress={toggle('people')}
          />
        ) : (
          <Button
            variant="quiet"
            icon={<Users aria-hidden="true" size={20} strokeWidth={1.75} />}
            aria-expanded={panel === 'people'}
            onPress={toggle('people')}
          >
            {t('top.people', inside)}
            {waiting > 0 && <span className={styles.waiting}>{t('top.waiting', number(waiting))}</span>}
          </Button>
        )}
        <ChatButton unread={unread} />
        {!narrow && (
          <IconButton
            label={t('top.settings')}
            icon={<Settings aria-hidden="true" size={20} strokeWidth={1.75} />}
            aria-expanded={panel === 'settings'}
            onPress={toggle('settings')}
          />
        )}
      </div>
    </header>
  );
}
