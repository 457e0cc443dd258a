import { CircleAlert } from 'lucide-react';
import { useId, type ComponentProps } from 'react';
import { classNames } from './classNames.ts';
import { Icon } from './Icon.tsx';
import styles from './Select.module.css';

export type SelectProps = Omit<ComponentProps<'select'>, 'onChange'> & {
  label: string;
  hint?: string | undefined;
  /** A sentence that names the fix, in place of the hint; null while nothing is wrong. */
  error?: string | null | undefined;
  options: readonly { value: string; label: string }[];
  onChange(value: string): void;
};

/** One of many: the browser's own list, which every keyboard and screen reader knows. */
export function Select({ label, hint, error, options, onChange, id, className, ...rest }: SelectProps) {
  const ownId = useId();
  const selectId = id ?? ownId;
  const note = error ? `${selectId}-error` : hint ? `${selectId}-hint` : undefined;
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={selectId}>{label}</label>
      <select {...rest} id={selectId} className={classNames(styles.select, error ? styles.wrong : undefined)} aria-invalid={error ? true : undefined} aria-describedby={note} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
      {hint && !error && <p id={`${selectId}-hint`} className={styles.hint}>{hint}</p>}
      {error && <p id={`${selectId}-error`} className={styles.error}><Icon icon={CircleAlert} />{error}</p>}
    </div>
  );
}
