import * as Aria from 'react-aria-components';
import { classes } from './classes.ts';
import styles from './tabs.module.css';

export const Tabs = Aria.Tabs;

export function TabList<T extends object>({ className, ...rest }: Omit<Aria.TabListProps<T>, 'className'> & { className?: string }) {
  return <Aria.TabList {...rest} className={classes(styles.list, className)} />;
}

export function Tab(props: Omit<Aria.TabProps, 'className'>) {
  return <Aria.Tab {...props} className={styles.tab} />;
}

export function TabPanel({ className, ...rest }: Omit<Aria.TabPanelProps, 'className'> & { className?: string }) {
  return <Aria.TabPanel {...rest} className={classes(styles.panel, className)} />;
}
