import { Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { VisuallyHidden } from '../ui/visually-hidden.tsx';
import styles from './calls.module.css';

/** In the list of rooms: a meeting runs here. */
export function CallMark() {
  const { t } = useTranslation('call');
  return (
    <>
      <Video aria-hidden="true" size={14} strokeWidth={2} className={styles.runs} />
      <VisuallyHidden>{t('banner.label')}</VisuallyHidden>
    </>
  );
}
