import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { duration } from '../i18n/format.ts';
import { Select } from '../ui/select.tsx';

const lengths = [15, 30, 45, 60, 90, 120, 180, 240, 480];

/** How long a meeting takes, the present length among those offered. */
export function LengthSelect({ value, onChange }: { value: number; onChange: (durationMin: number) => void }) {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  const offered = lengths.includes(value) ? lengths : [...lengths, value].sort((a, b) => a - b);
  return (
    <Select
      label={t('planning.length')}
      options={offered.map((minutes) => ({ id: String(minutes), label: duration(minutes, locale) }))}
      value={String(value)}
      onChange={(minutes) => onChange(Number(minutes))}
    />
  );
}
