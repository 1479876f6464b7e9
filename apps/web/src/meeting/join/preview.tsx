import type { Devices } from '@saal/client';
import { Mic, MicOff, Video as VideoIcon, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Video } from '../tiles/video.tsx';
import { BarButton } from '../bar/bar-button.tsx';
import styles from './preview.module.css';

/** One's own picture as the others will see it (mirrored), with microphone and camera on it. */
export function Preview({ devices, name }: { devices: Devices; name: string }) {
  const { t } = useTranslation('join');
  const state = useModel(devices);
  const { microphone, camera } = state;
  return (
    <section className={styles.preview} aria-label={t('preview.label')}>
      {camera.on && state.cameraTrack ? (
        <Video track={state.cameraTrack} fit="cover" mirrored />
      ) : (
        <div className={styles.off}>
          {name.trim() !== '' && <Avatar name={name} sizePx={96} />}
          <p role="status">{camera.starting ? t('preview.cameraStarting') : t('preview.cameraOff')}</p>
        </div>
      )}
      <div className={styles.toggles}>
        <BarButton
          label={microphone.on ? t('toggle.microphoneOn') : t('toggle.microphoneOff')}
          word={`${t('toggle.microphone')} ${microphone.on ? t('toggle.on') : t('toggle.off')}`}
          icon={
            microphone.on ? (
              <Mic aria-hidden="true" size={20} strokeWidth={1.75} />
            ) : (
              <MicOff aria-hidden="true" size={20} strokeWidth={1.75} />
            )
          }
          look={microphone.on ? 'on' : 'off'}
          aria-busy={microphone.starting}
          onPress={() => void devices.setMicrophone(!microphone.on)}
        />
        <BarButton
          label={camera.on ? t('toggle.cameraOn') : t('toggle.cameraOff')}
          word={`${t('toggle.camera')} ${camera.on ? t('toggle.on') : t('toggle.off')}`}
          icon={
            camera.on ? (
              <VideoIcon aria-hidden="true" size={20} strokeWidth={1.75} />
            ) : (
              <VideoOff aria-hidden="true" size={20} strokeWidth={1.75} />
            )
          }
          look={camera.on ? 'on' : 'off'}
          aria-busy={camera.starting}
          onPress={() => void devices.setCamera(!camera.on)}
        />
      </div>
    </section>
  );
}
