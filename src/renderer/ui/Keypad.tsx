import { Delete } from 'lucide-react';
import { useEffect } from 'react';
import { Icon } from './Icon.tsx';
import styles from './Keypad.module.css';
import { keepFocus } from './keepFocus.ts';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** Digits, erase and (for amounts) a triple zero. A keyboard on the machine types into it as well; Enter submits. */
export function Keypad({ label, eraseLabel, tripleZero = false, disabled = false, onDigit, onErase, onEnter }: {
  label: string;
  eraseLabel: string;
  tripleZero?: boolean;
  disabled?: boolean;
  onDigit(digit: string): void;
  onErase(): void;
  onEnter?(): void;
}) {
  useDigitKeys({ onDigit, onErase, onEnter });
  const key = (digit: string) => (
    <button key={digit} type="button" className={styles.key} data-key={digit} disabled={disabled} onClick={() => onDigit(digit)}>{digit}</button>
  );
  return (
    <div className={styles.pad} role="group" aria-label={label} onMouseDown={keepFocus}>
      {digits.map(key)}
      {tripleZero
        ? <button type="button" className={styles.key} data-key="000" disabled={disabled} onClick={() => { for (const zero of '000') onDigit(zero); }}>000</button>
        : <span />}
      {key('0')}
      <button type="button" className={styles.key} data-key="erase" aria-label={eraseLabel} disabled={disabled} onClick={onErase}><Icon icon={Delete} size="1.1em" /></button>
    </div>
  );
}

/** A physical keyboard or number pad. Enter on a focused button is that button's own. */
function useDigitKeys({ onDigit, onErase, onEnter }: { onDigit(digit: string): void; onErase(): void; onEnter: (() => void) | undefined }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^\d$/.test(event.key)) onDigit(event.key);
      else if (event.key === 'Backspace') onErase();
      else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) onEnter?.();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onDigit, onErase, onEnter]);
}
