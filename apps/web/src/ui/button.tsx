import { createLink } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import * as Aria from 'react-aria-components';
import styles from './button.module.css';
import { classes } from './classes.ts';
import { Spinner } from './spinner.tsx';
import { Tooltip } from './tooltip.tsx';

/** `primary` is the one main action of a screen; `danger` takes something away from somebody. */
export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ButtonSize = 'small' | 'medium' | 'large';

interface Look {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** A Lucide icon of 20 px, drawn before the words. */
  icon?: ReactNode;
  className?: string;
}

function look({ variant = 'secondary', size = 'medium', className }: Look): string {
  return classes(styles.button, styles[variant], size !== 'medium' && styles[size], className);
}

export interface ButtonProps extends Omit<Aria.ButtonProps, 'className' | 'children'>, Look {
  children: ReactNode;
}

/**
 * While `isPending` it stays focusable, does nothing, and turns. React Aria's own pending state would announce it by an
 * element that points at the button, and is left without a name when the button goes with its page (axe: role-img-alt).
 */
export function Button({ variant, size, icon, className, children, isPending = false, onPress, type, ...rest }: ButtonProps) {
  const active = isPending ? { type: 'button' as const } : { type, onPress };
  return (
    <Aria.Button {...rest} {...active} data-pending={isPending || undefined} className={look({ variant, size, className })}>
      {isPending ? <Spinner small /> : icon}
      {children}
    </Aria.Button>
  );
}

export interface IconButtonProps extends Omit<Aria.ButtonProps, 'className' | 'children' | 'aria-label'>, Omit<Look, 'icon'> {
  /** Its name, read out and shown as a tooltip. */
  label: string;
  icon: ReactNode;
  /** Said in the tooltip behind the name: a shortcut. */
  hint?: string;
}

export function IconButton({ label, icon, hint, variant = 'quiet', size, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={hint === undefined ? label : `${label} (${hint})`}>
      <Aria.Button {...rest} aria-label={label} className={look({ variant, size, className: classes(styles.icon, className) })}>
        {icon}
      </Aria.Button>
    </Tooltip>
  );
}

interface AnchorButtonProps extends React.AnchorHTMLAttributes<HTMLAnchorElement>, Look {
  ref?: React.Ref<HTMLAnchorElement>;
}

function AnchorButton({ variant, size, icon, className, children, ...rest }: AnchorButtonProps) {
  return (
    <a {...rest} className={look({ variant, size, className })}>
      {icon}
      {children}
    </a>
  );
}

/** Fetches a file and looks like a button. */
export function DownloadButton(props: Omit<AnchorButtonProps, 'href'> & { href: string }) {
  return <AnchorButton {...props} download />;
}

/** Goes to a page of ours (typed `to`) and looks like a button. */
export const LinkButton = createLink(AnchorButton);
