import type { Devices } from '@saal/client';
import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PictureFields, SoundFields } from './device-fields.tsx';
import styles from './device-disclosure.module.css';

/** Devices, level, test tone and blur: there for whoever wants to check, out of the way of whoever wants to join. */
export function DeviceDisclosure({ devices }: { devices: Devices }) {
  const { t } = useTranslation('join');
  return (
    <details className={styles.details}>
      <summary>
        {t('devices.title')}
        <ChevronDown aria-hidden="true" size={20} strokeWidth={1.75} />
      </summary>
      <div className={styles.fields}>
        <SoundFields devices={devices} />
        <PictureFields devices={devices} />
      </div>
    </details>
  );
}
