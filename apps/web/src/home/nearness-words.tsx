import { useTranslation } from 'react-i18next';
import type { Nearness } from './agenda.ts';
import styles from './home.module.css';

/** "läuft", "in 12 Minuten"; nothing while it is far away. */
export function NearnessWords({ nearness, badge = false }: { nearness: Nearness; badge?: boolean }) {
  const { t } = useTranslation('home');
  if (nearness.kind === 'later') return null;
  const words = nearness.kind === 'in' ? t('inMinutes', { count: nearness.minutes }) : t(nearness.kind);
  if (!badge) return <small>{words}</small>;
  return (
    <span className={styles.badge} data-running={nearness.kind === 'running' || undefined}>
      {words}
    </span>
  );
}
