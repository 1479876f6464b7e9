import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import * as Aria from 'react-aria-components';
import styles from './disclosure.module.css';

/** Details for those who want them. */
export function Disclosure({
  title,
  children,
  isExpanded,
  onExpandedChange,
}: {
  title: string;
  children: ReactNode;
  isExpanded?: boolean;
  onExpandedChange?: (open: boolean) => void;
}) {
  return (
    <Aria.Disclosure isExpanded={isExpanded} onExpandedChange={onExpandedChange}>
      <Aria.Heading level={2}>
        <Aria.Button slot="trigger" className={styles.trigger}>
          <ChevronRight aria-hidden="true" size={20} strokeWidth={1.75} />
          {title}
        </Aria.Button>
      </Aria.Heading>
      <Aria.DisclosurePanel className={styles.panel}>{children}</Aria.DisclosurePanel>
    </Aria.Disclosure>
  );
}
