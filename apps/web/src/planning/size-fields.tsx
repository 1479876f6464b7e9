import type { MeetingSettings, Size } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { Checkbox, RadioGroup } from '../ui/choice.tsx';
import { Select } from '../ui/select.tsx';
import styles from './planning.module.css';
import { noLocks } from './locks.ts';
import { numberChoices, offeredSeats } from './number-choices.ts';
import { RegistrationFields } from './registration-fields.tsx';
import type { SettingsProps } from './settings-fields.tsx';

const sizes: readonly Size[] = ['talk', 'stage', 'event'];

/** Talk, stage or event, and what belongs to it. */
export function SizeFields({ value, onChange, locks = noLocks }: SettingsProps) {
  const { t, i18n } = useTranslation('home');
  const set = (change: Partial<MeetingSettings>) => onChange({ ...value, ...change });
  return (
    <div className={styles.group}>
      <RadioGroup
        label={t('planning.size')}
        description={t('planning.sizeHint')}
        options={sizes.map((id) => ({
          id,
          label: t(`planning.sizes.${id}.label`),
          description: t(`planning.sizes.${id}.description`),
        }))}
        value={value.size}
        onChange={(size) => set({ size })}
        {...locks('size')}
      />
      {value.size !== 'talk' && (
        <>
          <Select
            className={styles.short}
            label={t('planning.stageSeats')}
            description={t('planning.stageSeatsHint')}
            options={numberChoices(offeredSeats, value.stageSeats, i18n.language)}
            value={String(value.stageSeats)}
            onChange={(seats) => set({ stageSeats: Number(seats) })}
            {...locks('stageSeats')}
          />
          {value.size === 'event' && (
            <Checkbox
              label={t('planning.audienceVisible')}
              isSelected={value.audienceVisible}
              onChange={(audienceVisible) => set({ audienceVisible })}
              {...locks('audienceVisible')}
            />
          )}
          <Checkbox
            label={t('planning.questionsModerated')}
            isSelected={value.questionsModerated}
            onChange={(questionsModerated) => set({ questionsModerated })}
            {...locks('questionsModerated')}
          />
          {value.size === 'event' && <RegistrationFields value={value} onChange={onChange} locks={locks} />}
        </>
      )}
    </div>
  );
}
