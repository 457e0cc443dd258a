import type { LucideIcon } from 'lucide-react';
import { useId } from 'react';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Choice.module.css';

export interface ChoiceOption<V extends string> {
  value: V;
  label: string;
  icon?: LucideIcon;
  /** Language of the label, when it is not the page's. */
  lang?: string;
}

export interface ChoiceProps<V extends string> {
  label: string;
  options: readonly ChoiceOption<V>[];
  value: V;
  onChange(value: V): void;
  /** Icons only; the words stay for assistive technology and on hover. */
  compact?: boolean;
  className?: string | undefined;
}

/** One of a few, all in sight: radio buttons drawn as one bar. Arrow keys move, as radio buttons do. */
export function Choice<V extends string>({ label, options, value, onChange, compact = false, className }: ChoiceProps<V>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={classNames(styles.bar, className)}>
      {options.map((option) => (
        <label key={option.value} className={styles.option} title={compact ? option.label : undefined}>
          <input type="radio" name={name} className="visually-hidden" checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.icon && <Icon icon={option.icon} />}
          <span className={compact && option.icon ? 'visually-hidden' : undefined} lang={option.lang}>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
