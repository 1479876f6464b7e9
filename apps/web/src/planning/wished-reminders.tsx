import type { PresetView } from '@saal/client';
import { usualRemindersMin } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { ReminderFields } from '../admin/presets/reminder-fields.tsx';
import { useLanguage } from '../app/app-context.ts';
import { Checkbox } from '../ui/choice.tsx';

/** Reminders of a meeting: as its kind has them, until somebody wishes others; the wish can be given up again. */
export function WishedReminders({
  value,
  preset,
  onChange,
  error,
}: {
  /** Undefined: none are wished. */
  value: readonly number[] | undefined;
  preset: PresetView | undefined;
  onChange: (value: readonly number[] | undefined) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation('planning');
  const { language } = useLanguage();
  const isLocked = preset?.remindersLocked === true;
  const shown = (isLocked ? undefined : value) ?? preset?.remindersMin ?? usualRemindersMin;
  return (
    <ReminderFields
      value={shown}
      onChange={onChange}
      error={error}
      lockedBy={isLocked ? t('kind.lockedBy', { name: preset.name[language] }) : undefined}
    >
      {!isLocked && (
        <Checkbox
          label={preset ? t('kind.remindersAsKind', { name: preset.name[language] }) : t('kind.remindersAsUsual')}
          isSelected={value === undefined}
          onChange={(follows) => onChange(follows ? undefined : [...shown])}
        />
      )}
    </ReminderFields>
  );
}
