import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useSlash } from '../desk.ts';
import styles from './Page.module.css';

export interface SearchFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  /** Arrow down, or Enter: from the words to the rows. */
  onLeave(): void;
}

/** The search of a list: `/` comes here, Esc empties it, arrow down goes on to the rows. */
export function SearchField({ label, value, onChange, onLeave }: SearchFieldProps) {
  const { t } = useTranslation('admin');
  const input = useRef<HTMLInputElement>(null);
  useSlash(() => input.current?.select());
  return (
    <TextField
      ref={input}
      type="search"
      className={styles.search}
      label={label}
      labelHidden
      placeholder={label}
      icon={Search}
      value={value}
      maxLength={80}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'Enter') {
          event.preventDefault();
          onLeave();
        } else if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          if (value) onChange('');
          else input.current?.blur();
        }
      }}
      trailing={value
        ? <button type="button" className={styles.clear} aria-label={t('list.clearSearch')} title={t('list.clearSearch')} onClick={() => { onChange(''); input.current?.focus(); }}><Icon icon={X} /></button>
        : <kbd className={styles.kbd} aria-hidden>/</kbd>}
    />
  );
}
