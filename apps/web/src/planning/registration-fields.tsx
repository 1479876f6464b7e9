import type { MeetingSettings } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { Select } from '../ui/select.tsx';
import styles from './planning.module.css';
import { noLocks } from './locks.ts';
import { numberChoices } from './number-choices.ts';
import type { SettingsProps } from './settings-fields.tsx';

const offeredPlaces = [20, 50, 100, 200, 300, 400, 500, 1_000, 1_500, 2_000, 3_000];
const states: readonly MeetingSettings['registration'][] = ['off', 'open', 'closed'];

/** Whether people register before they come, and for how many places. */
export function RegistrationFields({ value, onChange, locks = noLocks }: SettingsProps) {
  const { t, i18n } = useTranslation('home');
  const set = (change: Partial<MeetingSettings>) => onChange({ ...value, ...change });
  return (
    <>
      <Select
        className={styles.short}
        label={t('planning.registration')}
        description={t('planning.registrationHint')}
        options={states.map((id) => ({ id, label: t(`planning.registrations.${id}`) }))}
        value={value.registration}
        onChange={(registration) => set({ registration })}
        {...locks('registration')}
      />
      {value.registration !== 'off' && (
        <Select
          className={styles.short}
          label={t('planning.places')}
          description={t('planning.placesHint')}
          options={numberChoices(offeredPlaces, value.registrationLimit, i18n.language)}
          value={String(value.registrationLimit)}
          onChange={(places) => set({ registrationLimit: Number(places) })}
          {...locks('registrationLimit')}
        />
      )}
    </>
  );
}
