import { Eye, EyeOff, Search, X } from 'lucide-react';
import { useState, type Ref } from 'react';
import * as Aria from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classes } from './classes.ts';
import { FieldHelp, FieldLabel, type FieldTexts } from './field-parts.tsx';
import styles from './field.module.css';

export interface TextFieldProps extends Omit<Aria.TextFieldProps, 'className' | 'children' | 'isInvalid'>, FieldTexts {
  className?: string;
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
}

export function TextField({ label, description, error, optional, className, placeholder, inputRef, ...rest }: TextFieldProps) {
  return (
    <Aria.TextField {...rest} isInvalid={error !== undefined || undefined} className={classes(styles.field, className)}>
      <FieldLabel label={label} optional={optional} />
      <div className={styles.box}>
        <Aria.Input ref={inputRef} className={styles.input} placeholder={placeholder} />
      </div>
      <FieldHelp description={description} error={error} />
    </Aria.TextField>
  );
}

/** A password, with a button that shows what was typed. Pasting and password managers work (WCAG 3.3.8). */
export function PasswordField({ label, description, error, className, ...rest }: Omit<TextFieldProps, 'type'>) {
  const { t } = useTranslation('common');
  const [shown, setShown] = useState(false);
  return (
    <Aria.TextField
      {...rest}
      type={shown ? 'text' : 'password'}
      isInvalid={error !== undefined || undefined}
      className={classes(styles.field, className)}
    >
      <FieldLabel label={label} />
      <div className={styles.box}>
        <Aria.Input className={styles.input} autoCapitalize="none" spellCheck={false} />
        <Aria.ToggleButton aria-label={t('showPassword')} isSelected={shown} onChange={setShown} className={styles.inner}>
          {shown ? <EyeOff aria-hidden="true" size={20} strokeWidth={1.75} /> : <Eye aria-hidden="true" size={20} strokeWidth={1.75} />}
        </Aria.ToggleButton>
      </div>
      <FieldHelp description={description} error={error} />
    </Aria.TextField>
  );
}

export interface SearchFieldProps extends Omit<Aria.SearchFieldProps, 'className' | 'children' | 'aria-label'> {
  /** Its name, also shown while it is empty. */
  label: string;
  className?: string;
}

export function SearchField({ label, className, ...rest }: SearchFieldProps) {
  const { t } = useTranslation('common');
  return (
    <Aria.SearchField {...rest} aria-label={label} className={classes(styles.field, styles.search, className)}>
      {({ isEmpty }) => (
        <div className={styles.box} data-empty={isEmpty || undefined}>
          <Search aria-hidden="true" size={20} strokeWidth={1.75} />
          <Aria.Input className={styles.input} placeholder={label} />
          {!isEmpty && (
            <Aria.Button className={styles.inner} aria-label={t('clearSearch')}>
              <X aria-hidden="true" size={18} />
            </Aria.Button>
          )}
        </div>
      )}
    </Aria.SearchField>
  );
}
