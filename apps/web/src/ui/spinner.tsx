import { useTranslation } from 'react-i18next';
import { classes } from './classes.ts';
import styles from './spinner.module.css';

/** Turning ring without words; beside words that say what is going on. */
export function Spinner({ small = false }: { small?: boolean }) {
  return <span aria-hidden="true" className={classes(styles.spinner, small && styles.small)} />;
}

/** Fills the place of what is being loaded; appears after 0.3 s only. */
export function Waiting({ label, page = false }: { label?: string; page?: boolean }) {
  const { t } = useTranslation('common');
  return (
    <div role="status" className={classes(styles.waiting, page && styles.page)}>
      <Spinner />
      <span>{label ?? t('loading')}</span>
    </div>
  );
}

/** Holds the place of a line or box while it is loaded, so that nothing jumps. */
export function Skeleton({ height }: { height: string }) {
  return <div aria-hidden="true" className={styles.skeleton} style={{ blockSize: height }} />;
}
