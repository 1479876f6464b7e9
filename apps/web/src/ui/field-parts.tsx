import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import * as Aria from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import styles from './field.module.css';

/** What stands around every field: name above, help and what is wrong below. */
export interface FieldTexts {
  label: string;
  description?: ReactNode;
  /** Says what is wrong and how to mend it; shown instead of the description. */
  error?: string;
  /** Marks a field that may stay empty. */
  optional?: boolean;
}

export function FieldLabel({ label, optional = false }: Pick<FieldTexts, 'label' | 'optional'>) {
  const { t } = useTranslation('common');
  return (
    <Aria.Label className={styles.label}>
      {label}
      {optional && <span className={styles.optional}> {t('optional')}</span>}
    </Aria.Label>
  );
}

/** Help, or the error: the one given, else what the browser says of a required or mistyped field. */
export function FieldHelp({ description, error }: Pick<FieldTexts, 'description' | 'error'>) {
  return (
    <>
      {description !== undefined && error === undefined && (
        <Aria.Text slot="description" className={styles.description}>
          {description}
        </Aria.Text>
      )}
      <Aria.FieldError className={styles.error}>
        {({ validationErrors }) => (
          <>
            <CircleAlert aria-hidden="true" size={16} />
            <span>{error ?? validationErrors.join(' ')}</span>
          </>
        )}
      </Aria.FieldError>
    </>
  );
}
