import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import * as Aria from 'react-aria-components';
import { classes } from './classes.ts';
import styles from './list.module.css';

/** Opens `Menu` by its first child, a button. */
export const MenuTrigger = Aria.MenuTrigger;

/** The list itself, in its popover. */
export function Menu<T extends object>({
  placement,
  className,
  ...rest
}: Aria.MenuProps<T> & { placement?: Aria.PopoverProps['placement']; className?: string }) {
  return (
    <Aria.Popover offset={4} placement={placement} className={styles.popover}>
      <Aria.Menu {...rest} className={classes(styles.list, styles.menu, className)} />
    </Aria.Popover>
  );
}

export interface MenuItemProps extends Omit<Aria.MenuItemProps, 'children' | 'className'> {
  children: string;
  icon?: ReactNode;
  description?: string;
  /** Takes something away from somebody. */
  danger?: boolean;
}

export function MenuItem({ children, icon, description, danger = false, ...rest }: MenuItemProps) {
  return (
    <Aria.MenuItem {...rest} textValue={children} className={classes(styles.item, danger && styles.danger)}>
      {({ isSelected }) => (
        <>
          {icon}
          <span className={styles.words}>
            <Aria.Text slot="label" className={styles.itemLabel}>
              {children}
            </Aria.Text>
            {description !== undefined && (
              <Aria.Text slot="description" className={styles.itemDescription}>
                {description}
              </Aria.Text>
            )}
          </span>
          {isSelected && <Check aria-hidden="true" size={18} className={styles.check} />}
        </>
      )}
    </Aria.MenuItem>
  );
}

/** A titled part; give `selectionMode` and `selectedKeys` to make its items checkable. */
export function MenuSection<T extends object>({
  title,
  children,
  ...rest
}: Aria.MenuSectionProps<T> & { title?: string; children: ReactNode }) {
  return (
    <Aria.MenuSection {...rest}>
      {title !== undefined && <Aria.Header className={styles.sectionTitle}>{title}</Aria.Header>}
      {children}
    </Aria.MenuSection>
  );
}

export function MenuSeparator() {
  return <Aria.Separator className={styles.separator} />;
}
