import type { Audience, LobbyBypass, MeetingSettings } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { Checkbox } from '../ui/choice.tsx';
import { Select } from '../ui/select.tsx';
import styles from './planning.module.css';

const audiences: readonly Audience[] = ['everyone', 'presenters', 'hosts'];
const bypasses: readonly LobbyBypass[] = ['accounts', 'everyone', 'nobody'];
const permissions = ['maySpeak', 'mayShowCamera', 'mayShare', 'mayChat'] as const;

/** Every setting of a meeting by itself. */
export function SettingsFields({ value, onChange }: { value: MeetingSettings; onChange: (value: MeetingSettings) => void }) {
  const { t } = useTranslation('home');
  const set = (change: Partial<MeetingSettings>) => onChange({ ...value, ...change });
  return (
    <div className={styles.groups}>
      <fieldset className={styles.group}>
        <legend>{t('planning.entry')}</legend>
        <div className={styles.selects}>
          <Select
            label={t('planning.lobbyBypass')}
            options={bypasses.map((id) => ({ id, label: t(`planning.lobby.${id}`) }))}
            value={value.lobbyBypass}
            onChange={(lobbyBypass) => set({ lobbyBypass })}
          />
        </div>
        <Checkbox
          label={t('planning.passcodeByLink')}
          description={t('planning.passcodeByLinkHint')}
          isSelected={value.passcodeByLink}
          onChange={(passcodeByLink) => set({ passcodeByLink })}
        />
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{t('planning.rights')}</legend>
        <div className={styles.selects}>
          {permissions.map((permission) => (
            <Select
              key={permission}
              label={t(`planning.${permission}`)}
              options={audiences.map((id) => ({ id, label: t(`planning.audience.${id}`) }))}
              value={value[permission]}
              onChange={(audience) => set({ [permission]: audience })}
            />
          ))}
        </div>
        <Checkbox label={t('planning.chatUploads')} isSelected={value.chatUploads} onChange={(chatUploads) => set({ chatUploads })} />
        <Checkbox
          label={t('planning.mayUnmuteSelf')}
          isSelected={value.mayUnmuteSelf}
          onChange={(mayUnmuteSelf) => set({ mayUnmuteSelf })}
        />
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{t('planning.onEntry')}</legend>
        <Checkbox label={t('planning.joinMuted')} isSelected={value.joinMuted} onChange={(joinMuted) => set({ joinMuted })} />
        <Checkbox
          label={t('planning.joinCameraOff')}
          isSelected={value.joinCameraOff}
          onChange={(joinCameraOff) => set({ joinCameraOff })}
        />
      </fieldset>
    </div>
  );
}
