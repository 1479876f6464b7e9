import { ChevronUp, Video, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Popover, PopoverTrigger } from '../../ui/popover.tsx';
import { PictureFields } from '../join/device-fields.tsx';
import { useNow, useTools } from '../room/room-context.ts';
import { spokenKeys } from '../shortcuts/shortcuts.ts';
import { ArrowButton, BarButton, Split } from './bar-button.tsx';
import styles from './controls.module.css';
import type { OwnMedia } from './use-own-media.ts';

/** Camera: like the microphone. */
export function CameraControl({ own, withMenu }: { own: OwnMedia; withMenu: boolean }) {
  const { t, i18n } = useTranslation('meeting');
  const { devices } = useTools();
  const { shortcuts } = useNow();
  const { on, starting, allowed } = own.camera;
  const look = on ? 'on' : 'off';
  const button = (
    <BarButton
      label={on ? t('bar.cameraOn') : t('bar.cameraOff')}
      word={on ? t('bar.cameraIsOn') : t('bar.cameraIsOff')}
      icon={on ? <Video aria-hidden="true" size={20} strokeWidth={1.75} /> : <VideoOff aria-hidden="true" size={20} strokeWidth={1.75} />}
      hint={!on && !allowed ? t('bar.noCamera') : shortcuts.enabled ? spokenKeys(shortcuts.map.camera, i18n.language) : undefined}
      look={look}
      aria-disabled={!on && !allowed}
      aria-busy={starting}
      onPress={own.toggleCamera}
    />
  );
  if (!withMenu) return button;
  return (
    <Split label={t('bar.camera')}>
      {button}
      <PopoverTrigger>
        <ArrowButton label={t('bar.cameraMenu')} look={look} icon={<ChevronUp aria-hidden="true" size={18} strokeWidth={1.75} />} />
        <Popover label={t('bar.cameraMenu')} placement="top start" className={styles.devices}>
          <PictureFields devices={devices} />
        </Popover>
      </PopoverTrigger>
    </Split>
  );
}
