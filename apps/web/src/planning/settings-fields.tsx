import type { Audience, ChatAudience, LobbyBypass, MeetingSettings } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { Checkbox } from '../ui/choice.tsx';
import { Select } from '../ui/select.tsx';
import { noLocks, type Locks } from './locks.ts';
import styles from './planning.module.css';

const audiences: readonly Audience[] = ['everyone', 'presenters', 'hosts'];
const writers: readonly ChatAudience[] = [...audiences, 'nobody'];
const bypasses: readonly LobbyBypass[] = ['accounts', 'everyone', 'nobody'];
const beginners: readonly MeetingSettings['mayBegin'][] = ['owner', 'accounts'];
const permissions = ['maySpeak', 'mayShowCamera', 'mayShare', 'mayChat'] as const;

export interface SettingsProps {
  value: MeetingSettings;
  onChange: (value: MeetingSettings) => void;
  /** What the house has set is shown, and not to be changed. */
  locks?: Locks;
}

/** Every setting of a meeting by itself. */
export function SettingsFields({ value, onChange, locks = noLocks }: SettingsProps) {
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
            {...locks('lobbyBypass')}
          />
          <Select
            label={t('planning.mayBegin')}
            options={beginners.map((id) => ({ id, label: t(`planning.begin.${id}`) }))}
            value={value.mayBegin}
            onChange={(mayBegin) => set({ mayBegin })}
            {...locks('mayBegin')}
          />
        </div>
        <Checkbox
          label={t('planning.passcodeByLink')}
          description={t('planning.passcodeByLinkHint')}
          isSelected={value.passcodeByLink}
          onChange={(passcodeByLink) => set({ passcodeByLink })}
          {...locks('passcodeByLink')}
        />
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{t('planning.rights')}</legend>
        <div className={styles.selects}>
          {permissions.map((permission) => (
            <Select
              key={permission}
              label={t(`planning.${permission}`)}
              options={(permission === 'mayChat' ? writers : audiences).map((id) => ({ id, label: t(`planning.audience.${id}`) }))}
              value={value[permission]}
              onChange={(audience) => set({ [permission]: audience })}
              {...locks(permission)}
            />
          ))}
        </div>
        <Checkbox
          label={t('planning.chatUploads')}
          isSelected={value.chatUploads}
          onChange={(chatUploads) => set({ chatUploads })}
          {...locks('chatUploads')}
        />
        <Checkbox
          label={t('planning.mayUnmuteSelf')}
          isSelected={value.mayUnmuteSelf}
          onChange={(mayUnmuteSelf) => set({ mayUnmuteSelf })}
          {...locks('mayUnmuteSelf')}
        />
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{t('planning.onEntry')}</legend>
        <Checkbox
          label={t('planning.joinMuted')}
          isSelected={value.joinMuted}
          onChange={(joinMuted) => set({ joinMuted })}
          {...locks('joinMuted')}
        />
        <Checkbox
          label={t('planning.joinCameraOff')}
          isSelected={value.joinCameraOff}
          onChange={(joinCameraOff) => set({ joinCameraOff })}
          {...locks('joinCameraOff')}
        />
      </fieldset>
    </div>
  );
}
