import type { DeviceInfo, DeviceKind, Devices } from '@saal/client';
import { SwitchCamera, Volume2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Select } from '../../ui/select.tsx';
import { useModel } from '../../app/use-model.ts';
import styles from './device-fields.module.css';
import { LevelMeter } from './level-meter.tsx';

/** One device of a kind. Browsers tell names only after permission: until then they are numbered. */
function DeviceSelect({
  devices,
  kind,
  list,
  selected,
}: {
  devices: Devices;
  kind: DeviceKind;
  list: readonly DeviceInfo[];
  selected: string | undefined;
}) {
  const { t } = useTranslation('join');
  const unnamed = { microphone: 'devices.unnamedMicrophone', camera: 'devices.unnamedCamera', speaker: 'devices.unnamedSpeaker' } as const;
  const options = list
    .filter((device) => device.id !== '')
    .map((device, index) => ({ id: device.id, label: device.label || t(unnamed[kind], { number: index + 1 }) }));
  if (options.length === 0)
    return kind === 'speaker' ? (
      <p className={styles.hint}>{t('devices.speakerFixed')}</p>
    ) : (
      <p className={styles.hint}>{t('devices.noneYet')}</p>
    );
  return (
    <Select
      label={t(`devices.${kind}`)}
      options={options}
      value={selected ?? options[0]?.id}
      onChange={(id) => void devices.select(kind, id)}
    />
  );
}

/** Microphone with its level, speaker with a test tone. */
export function SoundFields({ devices, withMusicMode = false }: { devices: Devices; withMusicMode?: boolean }) {
  const { t } = useTranslation('join');
  const state = useModel(devices);
  const [testing, setTesting] = useState(false);
  const test = async () => {
    setTesting(true);
    try {
      await devices.testSpeaker();
    } finally {
      setTesting(false);
    }
  };
  return (
    <div className={styles.fields}>
      <DeviceSelect devices={devices} kind="microphone" list={state.microphones} selected={state.selected.microphone} />
      {state.microphoneTrack ? (
        <div className={styles.level}>
          <LevelMeter devices={devices} />
          <p className={styles.hint}>{t('devices.levelHint')}</p>
        </div>
      ) : (
        <p className={styles.hint}>{t('devices.levelOff')}</p>
      )}
      <DeviceSelect devices={devices} kind="speaker" list={state.speakers} selected={state.selected.speaker} />
      <div className={styles.test}>
        <Button icon={<Volume2 aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={() => void test()} isDisabled={testing}>
          {t('devices.testSpeaker')}
        </Button>
        <span role="status" className={styles.hint}>
          {testing ? t('devices.testing') : ''}
        </span>
      </div>
      {withMusicMode && (
        <Switch
          label={t('devices.musicMode')}
          description={t('devices.musicModeHint')}
          isSelected={state.musicMode}
          onChange={(on) => void devices.setMusicMode(on)}
        />
      )}
    </div>
  );
}

/** Camera, which way it looks, and the blurred background. */
export function PictureFields({ devices }: { devices: Devices }) {
  const { t } = useTranslation('join');
  const state = useModel(devices);
  const [failed, setFailed] = useState(false);
  const blur = async (on: boolean) => {
    setFailed(false);
    try {
      await devices.setBackground(on ? 'blur' : 'none');
    } catch {
      // The picture goes on unblurred; said below the switch, which goes back.
      setFailed(true);
    }
  };
  return (
    <div className={styles.fields}>
      <DeviceSelect devices={devices} kind="camera" list={state.cameras} selected={state.selected.camera} />
      {state.cameras.some((camera) => camera.facing === 'back') && (
        <Button icon={<SwitchCamera aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={() => void devices.flipCamera()}>
          {t('devices.flip')}
        </Button>
      )}
      <Switch label={t('devices.blur')} isSelected={state.background === 'blur'} onChange={(on) => void blur(on)} />
      {failed && (
        <p role="alert" className={styles.hint}>
          {t('devices.blurFailed')}
        </p>
      )}
    </div>
  );
}
