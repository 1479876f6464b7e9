import type { ReactNode } from 'react';
import * as Aria from 'react-aria-components';
import { Tooltip } from '../../ui/tooltip.tsx';
import styles from './bar-button.module.css';

type Props = Omit<Aria.ButtonProps, 'className' | 'children' | 'aria-label'> & {
  /** Its name: what pressing does. */
  label: string;
  /** The word under the icon. */
  word: string;
  icon: ReactNode;
  /** Shortcut, in the tooltip. */
  hint?: string;
  /** `off`: quiet outline; `on`: running; `alert`: attention (own hand up); `leave`: away from here. */
  look?: 'plain' | 'on' | 'off' | 'active' | 'alert' | 'leave';
  /** A small number or mark at the corner. */
  badge?: ReactNode;
  /** The one button one is here for: stands out, and gets more room on phones. */
  main?: boolean;
  'aria-busy'?: boolean;
};

/** A button of the control bar: icon and word, 44 px and more. */
export function BarButton({ label, word, icon, hint, look = 'plain', badge, main = false, ...rest }: Props) {
  return (
    <Tooltip text={hint === undefined ? label : `${label} (${hint})`}>
      <Aria.Button {...rest} aria-label={label} className={styles.button} data-look={look} data-main={main || undefined}>
        {icon}
        <span className={styles.word} aria-hidden="true">
          {word}
        </span>
        {badge}
      </Aria.Button>
    </Tooltip>
  );
}

/** A button and the small arrow beside it that opens more of the same. */
export function Split({ children, label }: { children: ReactNode; label: string }) {
  return (
    <div className={styles.split} role="group" aria-label={label}>
      {children}
    </div>
  );
}

type ArrowProps = Omit<Aria.ButtonProps, 'className' | 'children' | 'aria-label'> & {
  label: string;
  icon: ReactNode;
  look?: Props['look'];
};

export function ArrowButton({ label, icon, look = 'plain', ...rest }: ArrowProps) {
  return (
    <Tooltip text={label}>
      <Aria.Button {...rest} aria-label={label} className={styles.arrow} data-look={look}>
        {icon}
      </Aria.Button>
    </Tooltip>
  );
}
