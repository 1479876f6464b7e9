import { useEffect, useRef, type ReactNode } from 'react';
import * as Aria from 'react-aria-components';
import { classes } from './classes.ts';
import styles from './form.module.css';

/** What is wrong, by field. */
export type FieldErrors = Record<string, string | undefined>;

export interface FormProps {
  children: ReactNode;
  onSubmit: () => void;
  /** A new object after each try: then the first field that is wrong gets the focus. */
  errors?: FieldErrors;
  className?: string;
  'aria-label'?: string;
}

/** Checks nothing by itself: browsers say "required" in their own language, not in the page's. */
export function Form({ children, onSubmit, errors, className, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (errors && Object.values(errors).some((error) => error !== undefined))
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);
  return (
    <Aria.Form
      {...rest}
      ref={form}
      validationBehavior="aria"
      className={classes(styles.form, className)}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </Aria.Form>
  );
}
