import styles from './level-icon.module.css';

/** Three bars beside the name of whoever speaks: the sign that does not depend on colour. Stands still under reduced motion. */
export function LevelIcon() {
  return (
    <svg className={styles.icon} viewBox="0 0 16 16" aria-hidden="true">
      <rect x="2" y="6" width="3" height="6" rx="1.5" />
      <rect x="6.5" y="3" width="3" height="11" rx="1.5" />
      <rect x="11" y="6" width="3" height="6" rx="1.5" />
    </svg>
  );
}
