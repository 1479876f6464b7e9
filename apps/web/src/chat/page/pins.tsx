import type { OpenRoom } from '@saal/client';
import { Pin, PinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useModel } from '../../app/use-model.ts';
import { dayAndClock, localTimeZone } from '../../i18n/format.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import styles from './pins.module.css';
import { SidePanel } from './side-panel.tsx';

const icon = { 'aria-hidden': true, size: 16, strokeWidth: 1.75 } as const;

/** The newest pinned message, below the head of its room; nothing where there is none. */
export function PinStrip({ opened, onGo, onAll }: { opened: OpenRoom; onGo: (eventId: string) => void; onAll: () => void }) {
  const { t } = useTranslation('chat');
  const pins = useModel(opened.pins);
  const [newest] = pins;
  if (!newest) return null;
  return (
    <div className={styles.strip}>
      <button
        type="button"
        className={styles.newest}
        aria-label={t('pins.newest', { name: newest.senderName, text: newest.text })}
        onClick={() => onGo(newest.eventId)}
      >
        <Pin {...icon} />
        <span>
          <strong>{newest.senderName}:</strong> {newest.text}
        </span>
      </button>
      {pins.length > 1 && (
        <Button size="small" variant="quiet" onPress={onAll}>
          {t('pins.all', { count: pins.length })}
        </Button>
      )}
    </div>
  );
}

/** All that is pinned in a room, the last pinned first. */
export function PinsPanel({ opened, onClose, onGo }: { opened: OpenRoom; onClose: () => void; onGo: (eventId: string) => void }) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const pins = useModel(opened.pins);
  const { mayPin } = useModel(opened.rights);
  const { attempt, failure, clear } = useAttempt();
  return (
    <SidePanel title={t('pins.title')} onClose={onClose}>
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      {pins.length === 0 && <p className={styles.none}>{t(mayPin ? 'pins.noneYet' : 'pins.none')}</p>}
      <ul className={styles.list}>
        {pins.map((pin) => (
          <li key={pin.eventId} className={styles.pin}>
            <button type="button" className={styles.words} onClick={() => onGo(pin.eventId)}>
              <span className={styles.where}>
                {pin.senderName}, {dayAndClock(pin.atMs, locale, localTimeZone())}
              </span>
              <span className={styles.text}>{pin.text}</span>
            </button>
            {mayPin && (
              <IconButton
                size="small"
                label={t('message.unpin')}
                icon={<PinOff {...icon} size={18} />}
                onPress={() => attempt(opened.pin(pin.eventId, false))}
              />
            )}
          </li>
        ))}
      </ul>
    </SidePanel>
  );
}
