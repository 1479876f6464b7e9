import { useId, type ReactNode } from 'react';
import styles from './card.module.css';
import { classes } from './classes.ts';

/** A titled part of a page. */
export function Card({ title, lead, children, className }: { title: string; lead?: ReactNode; children: ReactNode; className?: string }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes(styles.card, className)}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      </div>
      {children}
    </section>
  );
}
