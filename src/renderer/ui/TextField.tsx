import type { LucideIcon } from 'lucide-react';
import { CircleAlert } from 'lucide-react';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { classNames } from './classNames.ts';
import { Icon } from './Icon.tsx';
import styles from './TextField.module.css';

export type TextFieldProps = ComponentProps<'input'> & {
  label: string;
  /** Label for assistive technology only, where the place says what the field is (search). */
  labelHidden?: boolean;
  hint?: string | undefined;
  /** A sentence that names the fix, in place of the hint; null while nothing is wrong. */
  error?: string | null | undefined;
  icon?: LucideIcon;
  /** Stands inside the field at its end: a key hint, a button. */
  trailing?: ReactNode;
};

/** One line of text with its label above and what is wrong below, tied together for assistive technology. */
export function TextField({ label, labelHidden = false, hint, error, icon, trailing, id, className, ...rest }: TextFieldProps) {
  const ownId = useId();
  const inputId = id ?? ownId;
  const notes = [rest['aria-describedby'], hint && !error && `${inputId}-hint`, error && `${inputId}-error`].filter(Boolean).join(' ');
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={inputId} className={labelHidden ? 'visually-hidden' : styles.label}>{label}</label>
      <div className={classNames(styles.box, error ? styles.wrong : undefined)}>
        {icon && <span className={styles.icon}><Icon icon={icon} /></span>}
        <input {...rest} id={inputId} className={styles.input} aria-invalid={error ? true : undefined} aria-describedby={notes || undefined} />
        {trailing}
      </div>
      {hint && !error && <p id={`${inputId}-hint`} className={styles.hint}>{hint}</p>}
      {error && <p id={`${inputId}-error`} className={styles.error}><Icon icon={CircleAlert} />{error}</p>}
    </div>
  );
}
