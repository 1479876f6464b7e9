import { Check } from 'lucide-react';
import * as Aria from 'react-aria-components';
import styles from './choice.module.css';
import { classes } from './classes.ts';
import { FieldHelp, FieldLabel, type FieldTexts } from './field-parts.tsx';
import fields from './field.module.css';
import type { Option } from './select.tsx';

interface Texts {
  label: string;
  description?: string;
}

function Words({ label, description }: Texts) {
  return (
    <span className={styles.words}>
      <span>{label}</span>
      {description !== undefined && <span className={styles.description}>{description}</span>}
    </span>
  );
}

/** Takes effect at once. */
export function Switch({ label, description, className, ...rest }: Omit<Aria.SwitchProps, 'className' | 'children'> & Texts & { className?: string }) {
  return (
    <Aria.Switch {...rest} className={classes(styles.switch, className)}>
      <Words label={label} description={description} />
      <span className={styles.track}>
        <span className={styles.thumb} />
      </span>
    </Aria.Switch>
  );
}

/** Part of a form that is sent later. */
export function Checkbox({ label, description, className, ...rest }: Omit<Aria.CheckboxProps, 'className' | 'children'> & Texts & { className?: string }) {
  return (
    <Aria.Checkbox {...rest} className={classes(styles.checkbox, className)}>
      {({ isSelected }) => (
        <>
          <span className={styles.box}>{isSelected && <Check aria-hidden="true" size={16} strokeWidth={2.5} />}</span>
          <Words label={label} description={description} />
        </>
      )}
    </Aria.Checkbox>
  );
}

interface RadioGroupProps<T extends string> extends FieldTexts {
  options: readonly Option<T>[];
  value: T;
  onChange: (value: T) => void;
  /** Beside each other where there is room. */
  row?: boolean;
  className?: string;
}

/** One of a few, all visible. */
export function RadioGroup<T extends string>({ label, description, error, options, value, onChange, row = false, className }: RadioGroupProps<T>) {
  const choose = (id: string) => {
    const option = options.find((each) => each.id === id);
    if (option) onChange(option.id);
  };
  return (
    <Aria.RadioGroup value={value} onChange={choose} isInvalid={error !== undefined} className={classes(fields.field, row && styles.row, className)}>
      <FieldLabel label={label} />
      <div className={styles.options}>
        {options.map((option) => (
          <Aria.Radio key={option.id} value={option.id} className={styles.radio}>
            <span className={styles.dot} />
            <Words label={option.label} description={option.description} />
          </Aria.Radio>
        ))}
      </div>
      <FieldHelp description={description} error={error} />
    </Aria.RadioGroup>
  );
}
