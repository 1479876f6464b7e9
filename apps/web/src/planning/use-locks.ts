import type { PresetView } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import type { Locks } from './locks.ts';

/** What the kind of a meeting locks, with the words that say who decided it. */
export function useLocks(preset: PresetView | undefined): Locks {
  const { t } = useTranslation('planning');
  const { language } = useLanguage();
  return (name) =>
    preset?.locked.includes(name) === true ? { isDisabled: true, description: t('kind.lockedBy', { name: preset.name[language] }) } : {};
}
