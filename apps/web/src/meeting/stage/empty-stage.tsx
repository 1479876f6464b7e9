import { useTranslation } from 'react-i18next';
import styles from './empty-stage.module.css';

/** Seen by the audience while nobody is on stage. */
export function EmptyStage() {
  const { t } = useTranslation('meeting');
  return (
    <section className={styles.empty} data-region="stage" data-stage tabIndex={-1} aria-label={t('region.stage')}>
      <h2>{t('stage.empty')}</h2>
      <p>{t('stage.emptyText')}</p>
    </section>
  );
}
