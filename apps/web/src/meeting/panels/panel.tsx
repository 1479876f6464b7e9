import { X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { useTools } from '../room/room-context.ts';
import styles from './panel.module.css';

type Props = {
  title: string;
  closeLabel: string;
  actions?: ReactNode;
  children: ReactNode;
  /** Its content has the whole place, and scrolls by itself. */ fills?: boolean;
};

/** A panel beside the stage; on phones a sheet over it. Takes the focus when it opens; Escape closes it. */
export function Panel({ title, closeLabel, actions, children, fills = false }: Props) {
  const { openPanel } = useTools();
  const heading = useRef<HTMLHeadingElement>(null);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    opener.current = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      // Only if the focus would be lost with the panel; a click elsewhere keeps it there.
      if (document.activeElement === document.body && opener.current instanceof HTMLElement && opener.current.isConnected)
        opener.current.focus();
    };
  }, []);
  return (
    // Escape closes the panel from anywhere in it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside
      aria-label={title}
      className={styles.panel}
      data-region="panel"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) openPanel(undefined);
      }}
    >
      <div className={styles.head}>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <IconButton label={closeLabel} icon={<X aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={() => openPanel(undefined)} />
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
      <div className={styles.body} data-scrolls={!fills || undefined} data-fills={fills || undefined}>
        {children}
      </div>
    </aside>
  );
}
