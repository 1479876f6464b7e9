import type { ReactElement } from 'react';
import * as Aria from 'react-aria-components';
import styles from './tooltip.module.css';

/** Shows words for one focusable child on hover and focus; Escape hides them (WCAG 1.4.13). */
export function Tooltip({
  text,
  children,
  placement = 'top',
}: {
  text: string;
  children: ReactElement;
  placement?: Aria.TooltipProps['placement'];
}) {
  return (
    <Aria.TooltipTrigger delay={500} closeDelay={100}>
      {children}
      <Aria.Tooltip placement={placement} offset={8} className={styles.tooltip}>
        {text}
      </Aria.Tooltip>
    </Aria.TooltipTrigger>
  );
}
