import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { beforehand } from '../../planning/beforehand.ts';
import { Checkbox } from '../../ui/choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from '../admin.module.css';

const DAY_MIN = 24 * 60;
const offered = [7 * DAY_MIN, DAY_MIN, 60, 15];

/** How long before a meeting those invited are reminded. */
export function ReminderFields({
  value,
  onChange,
  error,
  lockedBy,
  children,
}: {
  value: readonly number[];
  onChange: (value: number[]) => void;
  error: string | undefined;
  /** Nothing can be chosen, and this says who decided so. */
  lockedBy?: string | undefined;
  /** Below the choices. */
  children?: ReactNode;
}) {
  const hint = useId();
  const { t } = useTranslation('planning');
  const { locale } = useLanguage();
  const all = [...new Set([...offered, ...value])].sort((a, b) => b - a);
  return (
    <fieldset className={styles.group} aria-describedby={hint}>
      <legend className={styles.legend}>{t('presets.reminders')}</legend>
      {error !== undefined && <Notice tone="error">{error}</Notice>}
      <div className={styles.choices}>
        {all.map((minutes) => (
          <Checkbox
            key={minutes}
            label={t('presets.reminder', { length: beforehand(minutes, locale) })}
            isSelected={value.includes(minutes)}
            isDisabled={lockedBy !== undefined}
            onChange={(isChosen) => onChange(all.filter((each) => (each === minutes ? isChosen : value.includes(each))))}
          />
        ))}
      </div>
      {children}
      <p id={hint} className={styles.lead}>
        {lockedBy ?? t('presets.remindersHint')}
      </p>
    </fieldset>
  );
}
