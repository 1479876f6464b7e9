import { useModel } from '../../app/use-model.ts';
import type { Announcer } from './announcer.ts';
import styles from './live-regions.module.css';

/** Read out, not seen. Both regions are always there, for a region that appears with its text is often not read. */
export function LiveRegions({ announcer }: { announcer: Announcer }) {
  const { polite, assertive } = useModel(announcer);
  return (
    <div className={styles.hidden}>
      <p role="status" aria-live="polite" data-live="polite">
        {polite}
      </p>
      <p role="alert" aria-live="assertive" data-live="assertive">
        {assertive}
      </p>
    </div>
  );
}
