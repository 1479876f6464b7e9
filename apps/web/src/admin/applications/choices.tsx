import { Checkbox } from '../../ui/choice.tsx';
import styles from './applications.module.css';

/** Several of a few, all visible. */
export function Choices<T extends string>({
  label,
  error,
  all,
  chosen,
  onChange,
  labelOf,
}: {
  label: string;
  error?: string | undefined;
  all: readonly T[];
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
  labelOf: (each: T) => string;
}) {
  return (
    <fieldset className={styles.choices}>
      <legend>{label}</legend>
      {all.map((each) => (
        <Checkbox
          key={each}
          label={labelOf(each)}
          isSelected={chosen.includes(each)}
          onChange={(selected) => onChange(all.filter((other) => (other === each ? selected : chosen.includes(other))))}
        />
      ))}
      {error !== undefined && <p role="alert">{error}</p>}
    </fieldset>
  );
}
