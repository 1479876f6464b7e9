import type { SettingName } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { settingLabels, settingNames } from '../../planning/setting-labels.ts';
import { Checkbox } from '../../ui/choice.tsx';
import styles from '../admin.module.css';

/** Which settings nobody may change who plans or leads a meeting of this kind. */
export function LockFields({ value, onChange }: { value: readonly SettingName[]; onChange: (value: SettingName[]) => void }) {
  const { t } = useTranslation('planning');
  const { t: home } = useTranslation('home');
  return (
    <fieldset className={styles.group}>
      <legend className={styles.lead}>{t('presets.locksHint')}</legend>
      <div className={styles.pair}>
        {settingNames.map((name) => (
          <Checkbox
            key={name}
            label={home(settingLabels[name])}
            isSelected={value.includes(name)}
            onChange={(isLocked) => onChange(settingNames.filter((each) => (each === name ? isLocked : value.includes(each))))}
          />
        ))}
      </div>
    </fieldset>
  );
}
