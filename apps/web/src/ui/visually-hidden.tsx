import type { ReactNode } from 'react';
import styles from './visually-hidden.module.css';

/** For screen readers only. `live`: said when it changes. */
export function VisuallyHidden({ children, live = false }: { children: ReactNode; live?: boolean }) {
  return (
    <span className={styles.hidden} role={live ? 'status' : undefined}>
      {children}
    </span>
  );
}
