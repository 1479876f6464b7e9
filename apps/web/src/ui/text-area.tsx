import * as Aria from 'react-aria-components';
import { classes } from './classes.ts';
import { FieldHelp, FieldLabel, type FieldTexts } from './field-parts.tsx';
import styles from './field.module.css';

export interface TextAreaProps extends Omit<Aria.TextFieldProps, 'className' | 'children' | 'isInvalid'>, FieldTexts {
  rows?: number;
  className?: string;
}

/** Several lines. */
export function TextArea({ label, description, error, optional, rows = 3, className, ...rest }: TextAreaProps) {
  return (
    <Aria.TextField {...rest} isInvalid={error !== undefined || undefined} className={classes(styles.field, className)}>
      <FieldLabel label={label} optional={optional} />
      <div className={styles.box}>
        <Aria.TextArea rows={rows} className={classes(styles.input, styles.lines)} />
      </div>
      <FieldHelp description={description} error={error} />
    </Aria.TextField>
  );
}
