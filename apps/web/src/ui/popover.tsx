import type { ReactNode } from 'react';
import * as Aria from 'react-aria-components';
import { classes } from './classes.ts';
import styles from './list.module.css';

/** Opens `Popover` by its first child, a button. */
export const PopoverTrigger = Aria.DialogTrigger;

/** A small dialog beside its button; closes by Escape and a click elsewhere. */
export function Popover({
  label,
  children,
  className,
  ...rest
}: Omit<Aria.PopoverProps, 'className' | 'children'> & { label: string; children: ReactNode; className?: string }) {
  return (
    <Aria.Popover offset={8} {...rest} className={classes(styles.popover, className)}>
      <Aria.Dialog aria-label={label} className={styles.padded}>
        {children}
      </Aria.Dialog>
    </Aria.Popover>
  );
}
