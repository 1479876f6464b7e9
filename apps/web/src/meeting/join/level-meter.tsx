import type { Devices } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useSelected } from '../model/use-selected.ts';
import styles from './level-meter.module.css';

const steps = 12;

/** How loud the microphone hears one: twelve bars. Redrawn only when another bar lights up. */
export function LevelMeter({ devices }: { devices: Devices }) {
  const { t } = useTranslation('join');
  const lit = useSelected(devices.level, (level) => Math.min(steps, Math.round(level * steps)));
  return (
    <div role="meter" aria-label={t('devices.level')} aria-valuemin={0} aria-valuemax={steps} aria-valuenow={lit} className={styles.meter}>
      {Array.from({ length: steps }, (_, index) => (
        <span key={index} data-lit={index < lit || undefined} />
      ))}
    </div>
  );
}
