import * as Aria from 'react-aria-components';
import styles from './choice-cards.module.css';
import { FieldHelp, FieldLabel, type FieldTexts } from './field-parts.tsx';
import fields from './field.module.css';
import type { Option } from './select.tsx';

export interface ChoiceCardsProps<T extends string> extends Pick<FieldTexts, 'label' | 'description'> {
  options: readonly Option<T>[];
  value: T;
  onChange: (value: T) => void;
}

/** One of a few that all else follows from: large, each with its sentence. */
export function ChoiceCards<T extends string>({ label, description, options, value, onChange }: ChoiceCardsProps<T>) {
  const choose = (id: string) => {
    const option = options.find((each) => each.id === id);
    if (option) onChange(option.id);
  };
  return (
    <Aria.RadioGroup value={value} onChange={choose} className={fields.field}>
      <FieldLabel label={label} />
      <div className={styles.cards}>
        {options.map((option) => (
          <Aria.RadioField key={option.id} value={option.id} className={styles.card}>
            <Aria.RadioButton className={styles.button}>
              <span className={styles.dot} />
              <span>{option.label}</span>
            </Aria.RadioButton>
            {option.description !== undefined && option.description !== '' && (
              <Aria.Text slot="description" className={styles.description}>
                {option.description}
              </Aria.Text>
            )}
          </Aria.RadioField>
        ))}
      </div>
      <FieldHelp description={description} />
    </Aria.RadioGroup>
  );
}
