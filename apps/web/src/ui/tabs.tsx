import type { ReactNode } from 'react';
import * as Aria from 'react-aria-components';
import styles from './tabs.module.css';

export interface TabOf<T extends string> {
  id: T;
  label: string;
  /** Drawn while it is chosen. */
  panel: ReactNode;
}

/** One of a few parts of a page at a time. */
export function Tabs<T extends string>({ label, tabs }: { label: string; tabs: readonly TabOf<T>[] }) {
  return (
    <Aria.Tabs className={styles.tabs}>
      <Aria.TabList aria-label={label} className={styles.list}>
        {tabs.map((tab) => (
          <Aria.Tab key={tab.id} id={tab.id} className={styles.tab}>
            {tab.label}
          </Aria.Tab>
        ))}
      </Aria.TabList>
      {tabs.map((tab) => (
        <Aria.TabPanel key={tab.id} id={tab.id} className={styles.panel}>
          {tab.panel}
        </Aria.TabPanel>
      ))}
    </Aria.Tabs>
  );
}
