import { ChevronUp, Mic, MicOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Popover, PopoverTrigger } from '../../ui/popover.tsx';
import { SoundFields } from '../join/device-fields.tsx';
import { useSelected } from '../model/use-selected.ts';
import { useNow, useTools } from '../room/room-context.ts';
import { spokenKeys } from '../shortcuts/shortcuts.ts';
import { ArrowButton, BarButton, Split } from './bar-button.tsx';
import styles from './controls.module.css';
import type { OwnMedia } from './use-own-media.ts';

/** How loud one is heard, along the lower edge of the button. */
function OwnLevel() {
  const { devices } = useTools();
  const tenths = useSelected(devices.level, (level) => Math.min(10, Math.round(level * 10)));
  return <span className={styles.level} aria-hidden="true" style={{ transform: `scaleX(${tenths / 10})` }} />;
}

/** Microphone: state by icon, word and colour; the arrow opens the devices with the level. */
export function MicrophoneControl({ own, withMenu }: { own: OwnMedia; withMenu: boolean }) {
  const { t, i18n } = useTranslation('meeting');
  const { devices } = useTools();
  const { shortcuts } = useNow();
  const { on, starting, allowed } = own.microphone;
  const blocked = !on && !allowed;
  const look = on ? 'on' : 'off';
  const button = (
    <BarButton
      label={blocked ? t('bar.microphoneBlocked') : on ? t('bar.microphoneOn') : t('bar.microphoneOff')}
      word={on ? t('bar.microphoneIsOn') : t('bar.microphoneIsOff')}
      icon={on ? <Mic aria-hidden="true" size={20} strokeWidth={1.75} /> : <MicOff aria-hidden="true" size={20} strokeWidth={1.75} />}
      hint={blocked ? t('bar.microphoneBlockedHint') : shortcuts.enabled ? spokenKeys(shortcuts.map.microphone, i18n.language) : undefined}
      look={look}
      aria-disabled={blocked}
      aria-busy={starting}
      onPress={own.toggleMicrophone}
      badge={on && <OwnLevel />}
    />
  );
  if (!withMenu) return button;
  return (
    <Split label={t('bar.microphone')}>
      {button}
      <PopoverTrigger>
        <ArrowButton label={t('bar.microphoneMenu')} look={look} icon={<ChevronUp aria-hidden="true" size={18} strokeWidth={1.75} />} />
        <Popover label={t('bar.microphoneMenu')} placement="top start" className={styles.devices}>
          <SoundFields devices={devices} />
        </Popover>
      </PopoverTrigger>
    </Split>
  );
}
