import { Audience, ChatAudience, LobbyBypass, type MeetingSettings } from '@saal/protocol';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Switch } from '../../ui/choice.tsx';
import { Select } from '../../ui/select.tsx';
import { PictureFields, SoundFields } from '../join/device-fields.tsx';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { SizeFields } from '../stage/size-fields.tsx';
import { Panel } from './panel.tsx';
import styles from './settings-panel.module.css';
import { ShortcutFields } from './shortcut-fields.tsx';
import { useHouseLocks } from './use-house-locks.ts';

/** What a host sets for all. Takes effect at once. */
function MeetingFields() {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const { snapshot, me } = useNow();
  const { settings, locked } = snapshot.meeting;
  const locks = useHouseLocks();
  const change = (changed: Partial<MeetingSettings>) => attempt(session.changeSettings(changed));
  const audiences = Audience.options.map((id) => ({ id, label: t(`settings.audience.${id}`) }));
  const writers = ChatAudience.options.map((id) => ({ id, label: t(`settings.audience.${id}`) }));
  return (
    <section className={styles.section} aria-labelledby="settings-meeting">
      <h3 id="settings-meeting">{t('settings.meeting')}</h3>
      {holds(me, 'lock') && (
        <Switch
          label={t('settings.lock')}
          description={t('settings.lockHint')}
          isSelected={locked}
          onChange={(on) => attempt(session.setLocked(on))}
        />
      )}
      {holds(me, 'change-settings') && (
        <>
          <SizeFields />
          <Select
            label={t('settings.lobby')}
            options={LobbyBypass.options.map((id) => ({ id, label: t(`settings.lobbyBypass.${id}`) }))}
            value={settings.lobbyBypass}
            onChange={(lobbyBypass) => change({ lobbyBypass })}
            {...locks('lobbyBypass')}
          />
          <Select
            label={t('settings.maySpeak')}
            options={audiences}
            value={settings.maySpeak}
            onChange={(maySpeak) => change({ maySpeak })}
            {...locks('maySpeak')}
          />
          <Select
            label={t('settings.mayShowCamera')}
            options={audiences}
            value={settings.mayShowCamera}
            onChange={(mayShowCamera) => change({ mayShowCamera })}
            {...locks('mayShowCamera')}
          />
          <Select
            label={t('settings.mayShare')}
            options={audiences}
            value={settings.mayShare}
            onChange={(mayShare) => change({ mayShare })}
            {...locks('mayShare')}
          />
          <Select
            label={t('settings.mayChat')}
            options={writers}
            value={settings.mayChat}
            onChange={(mayChat) => change({ mayChat })}
            {...locks('mayChat')}
          />
          <Switch
            label={t('settings.chatUploads')}
            isSelected={settings.chatUploads}
            onChange={(chatUploads) => change({ chatUploads })}
            {...locks('chatUploads')}
          />
          <Switch
            label={t('settings.mayUnmuteSelf')}
            isSelected={settings.mayUnmuteSelf}
            onChange={(mayUnmuteSelf) => change({ mayUnmuteSelf })}
            {...locks('mayUnmuteSelf')}
          />
          <Switch
            label={t('settings.joinMuted')}
            isSelected={settings.joinMuted}
            onChange={(joinMuted) => change({ joinMuted })}
            {...locks('joinMuted')}
          />
          <Switch
            label={t('settings.joinCameraOff')}
            isSelected={settings.joinCameraOff}
            onChange={(joinCameraOff) => change({ joinCameraOff })}
            {...locks('joinCameraOff')}
          />
        </>
      )}
    </section>
  );
}

/** Own devices, own comforts; for hosts the meeting's rules. */
export function SettingsPanel() {
  const { t } = useTranslation('meeting');
  const { devices, setAnnounceComings, setAudioOnly } = useTools();
  const { me, announceComings, audioOnly, panelSection } = useNow();
  const keys = useRef<HTMLElement>(null);
  useEffect(() => {
    if (panelSection === 'shortcuts') keys.current?.scrollIntoView({ block: 'start' });
  }, [panelSection]);
  return (
    <Panel title={t('settings.title')} closeLabel={t('settings.close')}>
      {(holds(me, 'lock') || holds(me, 'change-settings')) && <MeetingFields />}
      <section className={styles.section} aria-labelledby="settings-own">
        <h3 id="settings-own">{t('settings.own')}</h3>
        <SoundFields devices={devices} withMusicMode />
        <PictureFields devices={devices} />
        <Switch label={t('settings.audioOnly')} description={t('settings.audioOnlyHint')} isSelected={audioOnly} onChange={setAudioOnly} />
      </section>
      <section className={styles.section} aria-labelledby="settings-announcements">
        <h3 id="settings-announcements">{t('settings.announcements')}</h3>
        <Switch
          label={t('settings.announceComings')}
          description={t('settings.announceComingsHint')}
          isSelected={announceComings}
          onChange={setAnnounceComings}
        />
      </section>
      <section ref={keys} className={styles.section} aria-labelledby="settings-keys">
        <h3 id="settings-keys">{t('settings.keys')}</h3>
        <ShortcutFields />
      </section>
    </Panel>
  );
}
