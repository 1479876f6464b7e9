import { Hand, Monitor, MonitorOff } from 'lucide-react';
import { useMemo, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from '../../ui/classes.ts';
import { holds, useNow } from '../room/room-context.ts';
import { spokenKeys } from '../shortcuts/shortcuts.ts';
import { handQueue } from '../view/seat-order.ts';
import { BarButton } from './bar-button.tsx';
import { CameraControl } from './camera-control.tsx';
import styles from './controls.module.css';
import { LeaveControl } from './leave-control.tsx';
import { MicrophoneControl } from './microphone-control.tsx';
import { MoreMenu } from './more-menu.tsx';
import { ReactionMenu } from './reaction-menu.tsx';
import type { OwnMedia } from './use-own-media.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** Left and right among the buttons, beside the tab key. */
function onArrows(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not([disabled])')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const next = buttons[at + (event.key === 'ArrowRight' ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

/** What one does oneself: always in the same place, in the same order. */
export function ControlBar({ own }: { own: OwnMedia }) {
  const { t, i18n } = useTranslation('meeting');
  const { me, narrow, shortcuts, snapshot } = useNow();
  const hand = useMemo(() => (me ? handQueue(snapshot.participants).get(me.id) : undefined), [me, snapshot.participants]);
  const hint = (keys: string) => (shortcuts.enabled ? spokenKeys(keys, i18n.language) : undefined);
  return (
    <footer>
      {}
      <div role="toolbar" aria-label={t('region.bar')} className={styles.bar} data-region="bar" onKeyDown={onArrows}>
        <div className={classes(styles.group, styles.start)}>
          <MicrophoneControl own={own} withMenu={!narrow} />
          <CameraControl own={own} withMenu={!narrow} />
        </div>
        <div className={styles.group}>
          {!narrow && (
            <BarButton
              label={own.share.on ? t('bar.sharing') : t('bar.shareName')}
              word={own.share.on ? t('bar.sharing') : t('bar.share')}
              icon={own.share.on ? <MonitorOff {...icon} /> : <Monitor {...icon} />}
              hint={!own.share.possible ? t('bar.shareUnsupported') : own.share.allowed ? hint(shortcuts.map.share) : t('bar.noShare')}
              look={own.share.on ? 'active' : 'plain'}
              isDisabled={!own.share.on && !(own.share.allowed && own.share.possible)}
              onPress={own.toggleShare}
            />
          )}
          <BarButton
            label={own.hand.up ? t('bar.handDown') : t('bar.handUp')}
            word={t('bar.hand')}
            icon={<Hand {...icon} />}
            hint={hint(shortcuts.map.hand)}
            look={own.hand.up ? 'alert' : 'plain'}
            isDisabled={!own.hand.up && !own.hand.allowed}
            onPress={own.toggleHand}
            badge={hand !== undefined && <span className={styles.count}>{hand}</span>}
          />
          {!narrow && <ReactionMenu allowed={holds(me, 'react')} />}
          <MoreMenu own={own} />
        </div>
        <div className={classes(styles.group, styles.end)}>
          <LeaveControl withMenu={!narrow} />
        </div>
      </div>
    </footer>
  );
}
