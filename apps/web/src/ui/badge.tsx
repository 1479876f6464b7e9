import styles from './badge.module.css';

/**
 * A number at the corner of a button, which says it in its own name. Drawn by the style sheet: as text beside the button's word it would
 * have to stand in the name just so (label in name).
 */
export function Badge({ number }: { number: string }) {
  return <span aria-hidden="true" className={styles.badge} data-count={number} />;
}
