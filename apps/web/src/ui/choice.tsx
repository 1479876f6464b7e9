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

function Description({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <Aria.Text slot="description" className={styles.description}>
      {text}
    </Aria.Text>
  );
}

export interface SwitchProps extends Omit<Aria.SwitchFieldProps, 'className' | 'children'>, Texts {
  className?: string;
}

/** Takes effect at once. */
export function Switch({ label, description, className, ...rest }: SwitchProps) {
  return (
    <Aria.SwitchField {...rest} className={classes(styles.field, className)}>
      <Aria.SwitchButton className={classes(styles.button, styles.switch)}>
        <span>{label}</span>
        <span className={styles.track}>
          <span className={styles.thumb} />
        </span>
      </Aria.SwitchButton>
      <Description text={description} />
    </Aria.SwitchField>
  );
}

export interface CheckboxProps extends Omit<Aria.CheckboxFieldProps, 'className' | 'children'>, Texts {
  className?: string;
}

/** Part of a form that is sent later. */
export function Checkbox({ label, description, className, ...rest }: CheckboxProps) {
  return (
    <Aria.CheckboxField {...rest} className={classes(styles.field, styles.marked, className)}>
      <Aria.CheckboxButton className={styles.button}>
        {({ isSelected }) => (
          <>
            <span className={styles.box}>{isSelected && <Check aria-hidden="true" size={16} strokeWidth={2.5} />}</span>
            <span>{label}</span>
          </>
        )}
      </Aria.CheckboxButton>
      <Description text={description} />
    </Aria.CheckboxField>
  );
}

export interface RadioGroupProps<T extends string> extends FieldTexts {
  options: readonly Option<T>[];
  value: T;
  onChange: (value: T) => void;
  /** Beside each other where there is room. */
  row?: boolean;
  isDisabled?: boolean;
  className?: string;
}

/** One of a few, all visible. */
export function RadioGroup<T extends string>({
  label,
  description,
  error,
  options,
  value,
  onChange,
  row = false,
  isDisabled,
  className,
}: RadioGroupProps<T>) {
  const choose = (id: string) => {
    const option = options.find((each) => each.id === id);
    if (option) onChange(option.id);
  };
  return (
    <Aria.RadioGroup
      value={value}
      onChange={choose}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      className={classes(fields.field, row && styles.row, className)}
    >
      <FieldLabel label={label} />
      <div className={styles.options}>
        {options.map((option) => (
          <Aria.RadioField key={option.id} value={option.id} className={classes(styles.field, styles.marked)}>
            <Aria.RadioButton className={styles.button}>
              <span className={styles.dot} />
              <span>{option.label}</span>
            </Aria.RadioButton>
            <Description text={option.description} />
          </Aria.RadioField>
        ))}
      </div>
      <FieldHelp description={description} error={error} />
    </Aria.RadioGroup>
  );
}
