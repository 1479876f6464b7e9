import type { PresetView } from '@saal/client';
import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import styles from './planning.module.css';
import { settingLabels } from './setting-labels.ts';

/** What follows from the kind and is not the planner's to change. `withName`: where the kind cannot be seen otherwise. */
export function KindFacts({ preset, withName = false }: { preset: PresetView; withName?: boolean }) {
  const { t } = useTranslation('planning');
  const { language, locale } = useLanguage();
  const { t: home } = useTranslation('home');
  const locked = new Intl.ListFormat(locale).format(preset.locked.map((name) => t('kind.setting', { name: home(settingLabels[name]) })));
  if (!withName && preset.locked.length === 0 && preset.retentionDays === null) return null;
  return (
    <ul className={styles.facts} aria-label={t('kind.facts', { name: preset.name[language] })}>
      {withName && <li>{t('kind.is', { name: preset.name[language] })}</li>}
      {preset.locked.length > 0 && (
        <li>
          <Lock aria-hidden="true" size={16} />
          <span>{t('kind.locked', { settings: locked })}</span>
        </li>
      )}
      {preset.retentionDays !== null && <li>{t('kind.retention', { count: preset.retentionDays })}</li>}
    </ul>
  );
}
