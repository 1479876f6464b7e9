import { Hand } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../room/room-context.ts';
import { spokenKeys } from '../shortcuts/shortcuts.ts';
import { handQueue } from '../view/seat-order.ts';
import { BarButton } from './bar-button.tsx';
import styles from './controls.module.css';
import type { OwnMedia } from './use-own-media.ts';

/** One's own hand, with its number among those raised. */
export function HandControl({ own }: { own: OwnMedia }) {
  const { t, i18n } = useTranslation('meeting');
  const { me, shortcuts, snapshot } = useNow();
  const number = useMemo(() => (me ? handQueue(snapshot.participants).get(me.id) : undefined), [me, snapshot.participants]);
  return (
    <BarButton
      label={own.hand.up ? t('bar.handDown') : t('bar.handUp')}
      word={t('bar.hand')}
      icon={<Hand aria-hidden="true" size={20} strokeWidth={1.75} />}
      hint={shortcuts.enabled ? spokenKeys(shortcuts.map.hand, i18n.language) : undefined}
      look={own.hand.up ? 'alert' : 'plain'}
      isDisabled={!own.hand.up && !own.hand.allowed}
      onPress={own.toggleHand}
      badge={number !== undefined && <span className={styles.count}>{number}</span>}
    />
  );
}
